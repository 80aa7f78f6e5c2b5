import { Button, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { toBackendError } from "../../backend/errors";
import type { NewMass, RehearsalAsk } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import classes from "./Mass.module.css";
import { RehearsalCard } from "./RehearsalCard";

/** What the next mass issue is for, and beside it whether there is enough for it. */
export function MassPlan({ running }: { readonly running: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const runs = useCan()("take") && !running;
  const purposes =
    useQuery({ queryKey: ["settings", "purposes"], queryFn: api.settings.purposes }).data ?? [];
  const lists = useQuery({ queryKey: ["settings", "lists"], queryFn: api.settings.lists }).data ?? [];
  const groups = lists.find((l) => l.name === "groups")?.values ?? [];
  const [mass, setMass] = useState<NewMass>({
    title: "",
    purposeId: "",
    purposeText: "",
    receiptType: "TR",
  });
  const [who, setWho] = useState<Omit<RehearsalAsk, "purposeId">>({ category: "", group: "" });
  const open = useMutation({
    mutationFn: () => api.mass.open(mass),
    onSuccess: (made) => void navigate(`/mass/${made.id}`),
  });
  const set = (change: Partial<NewMass>) => setMass((before) => ({ ...before, ...change }));
  const purpose = purposes.find((p) => p.id === mass.purposeId);
  const free = purpose?.freeText ?? false;
  const ready =
    mass.title.trim() !== "" && purpose !== undefined && (!free || mass.purposeText.trim() !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !open.isPending) open.mutate();
  };
  return (
    <div className={classes.plan}>
      <Card>
        <form onSubmit={submit}>
          <Stack gap="md">
            <Text component="h2" fw={650} m={0}>
              {t(runs ? "mass.plan.title" : "mass.plan.titleLook")}
            </Text>
            {runs ? (
              <TextInput
                label={t("mass.plan.name")}
                placeholder={t("mass.plan.nameHint")}
                required
                maxLength={60}
                value={mass.title}
                onChange={(e) => set({ title: e.currentTarget.value })}
              />
            ) : null}
            <Select
              label={t("mass.plan.purpose")}
              placeholder={t("mass.plan.purposeHint")}
              required={runs}
              data={purposes.filter((p) => !p.withdrawn).map((p) => ({ value: p.id, label: p.name }))}
              value={mass.purposeId || null}
              onChange={(v) => set({ purposeId: v ?? "" })}
            />
            {free && runs ? (
              <TextInput
                label={t("mass.plan.text")}
                required
                maxLength={100}
                value={mass.purposeText}
                onChange={(e) => set({ purposeText: e.currentTarget.value })}
              />
            ) : null}
            {runs ? (
              <Select
                label={t("mass.plan.receipt")}
                allowDeselect={false}
                data={[
                  { value: "TR", label: t("counter.tr") },
                  { value: "PAR", label: t("counter.par") },
                ]}
                value={mass.receiptType}
                onChange={(v) => set({ receiptType: v ?? "TR" })}
              />
            ) : null}
            <div>
              <Text size="sm" fw={500} mb={4}>
                {t("mass.plan.category")}
              </Text>
              <SegmentedControl
                fullWidth
                aria-label={t("mass.plan.category")}
                data={["", "rifle", "pistol", "other"].map((value) => ({
                  value,
                  label: t(value === "" ? "mass.plan.asPurpose" : `category.${value}`),
                }))}
                value={who.category}
                onChange={(category) => setWho((w) => ({ ...w, category }))}
              />
            </div>
            <Select
              label={t("mass.plan.group")}
              placeholder={t("mass.plan.everybody")}
              clearable
              data={[...groups]}
              value={who.group || null}
              onChange={(v) => setWho((w) => ({ ...w, group: v ?? "" }))}
            />
            {open.error ? <Refusal error={toBackendError(open.error)} /> : null}
            {runs ? (
              <Button
                type="submit"
                size="md"
                disabled={!ready}
                loading={open.isPending}
                leftSection={<Siren size={18} aria-hidden />}
              >
                {t("mass.plan.begin")}
              </Button>
            ) : null}
          </Stack>
        </form>
      </Card>
      <RehearsalCard ask={{ ...who, purposeId: mass.purposeId }} />
    </div>
  );
}
