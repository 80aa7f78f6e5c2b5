import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { SiteSettings } from "../../backend/types.gen";
import { wholeCount } from "../../domain/receipts";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { Shown } from "../../ui/Waiting";

/** What a site may want a second person for. */
const twoPersonActs = ["override", "resolve", "retire"] as const;

/** What the fields take at most. */
const most = { limit: 50, dueHours: 24 * 365, dueSoonMin: 24 * 60, idleLockMin: 240 };

/** Name, commander, limits and what happens when a station is cut off. */
export function SiteForm() {
  const api = useApi();
  const query = useQuery({ queryKey: ["settings", "site"], queryFn: api.settings.site });
  return <Shown query={query}>{(site) => <Fields key={JSON.stringify(site)} site={site} />}</Shown>;
}

function Fields({ site }: { readonly site: SiteSettings }) {
  const { t } = useTranslation();
  const api = useApi();
  const readOnly = !useCan()("site.edit");
  const [form, setForm] = useState(site);
  const save = useMutation({
    mutationFn: () => api.settings.saveSite(form),
    onSuccess: () => notifications.show({ message: t("settings.saved") }),
  });
  const set = (change: Partial<SiteSettings>) => setForm((before) => ({ ...before, ...change }));
  const numbered = form.limit !== "one" && form.limit !== "one-each";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Card>
          <Stack gap="md">
            <Text component="h2" fw={650} m={0}>
              {t("settings.site.identity")}
            </Text>
            <SimpleGrid cols={2}>
              <TextInput
                label={t("settings.site.name")}
                required
                readOnly={readOnly}
                maxLength={60}
                value={form.name}
                onChange={(e) => set({ name: e.currentTarget.value })}
              />
              <TextInput
                label={t("settings.site.unit")}
                readOnly={readOnly}
                maxLength={80}
                value={form.unit}
                onChange={(e) => set({ unit: e.currentTarget.value })}
              />
            </SimpleGrid>
            <SimpleGrid cols={3}>
              <TextInput
                label={t("settings.site.commanderRank")}
                readOnly={readOnly}
                maxLength={16}
                value={form.commanderRank}
                onChange={(e) => set({ commanderRank: e.currentTarget.value })}
              />
              <TextInput
                label={t("settings.site.commanderName")}
                readOnly={readOnly}
                maxLength={80}
                value={form.commanderName}
                onChange={(e) => set({ commanderName: e.currentTarget.value })}
              />
              <TextInput
                label={t("settings.site.commanderTitle")}
                readOnly={readOnly}
                maxLength={80}
                value={form.commanderTitle}
                onChange={(e) => set({ commanderTitle: e.currentTarget.value })}
              />
            </SimpleGrid>
            <Text size="xs" c="dimmed">
              {t("settings.site.printed")}
            </Text>
          </Stack>
        </Card>
        <Card>
          <Stack gap="md">
            <Text component="h2" fw={650} m={0}>
              {t("settings.site.limits")}
            </Text>
            <SimpleGrid cols={2}>
              <Select
                label={t("settings.site.limit")}
                readOnly={readOnly}
                allowDeselect={false}
                data={[
                  { value: "one", label: t("settings.site.limitOne") },
                  { value: "one-each", label: t("settings.site.limitEach") },
                  { value: "number", label: t("settings.site.limitNumber") },
                ]}
                value={numbered ? "number" : form.limit}
                onChange={(v) => v && set({ limit: v === "number" ? "2" : v })}
              />
              {numbered ? (
                <NumberInput
                  label={t("settings.site.limitCount")}
                  readOnly={readOnly}
                  min={1}
                  max={most.limit}
                  allowDecimal={false}
                  value={Number(form.limit) || 1}
                  onChange={(v) => set({ limit: String(Math.max(1, wholeCount(v, most.limit))) })}
                />
              ) : (
                <div />
              )}
              <NumberInput
                label={t("settings.site.due")}
                readOnly={readOnly}
                min={1}
                max={most.dueHours}
                suffix={` ${t("settings.hours")}`}
                allowDecimal={false}
                value={form.dueHours}
                onChange={(v) => set({ dueHours: wholeCount(v, most.dueHours) })}
              />
              <NumberInput
                label={t("settings.site.dueSoon")}
                description={t("settings.site.dueSoonHint")}
                inputWrapperOrder={["label", "input", "description"]}
                readOnly={readOnly}
                min={0}
                max={most.dueSoonMin}
                suffix={` ${t("settings.minutes")}`}
                allowDecimal={false}
                value={form.dueSoonMin}
                onChange={(v) => set({ dueSoonMin: wholeCount(v, most.dueSoonMin) })}
              />
              <NumberInput
                label={t("settings.site.idle")}
                description={t("settings.site.idleHint")}
                inputWrapperOrder={["label", "input", "description"]}
                readOnly={readOnly}
                min={0}
                max={most.idleLockMin}
                suffix={` ${t("settings.minutes")}`}
                allowDecimal={false}
                value={form.idleLockMin}
                onChange={(v) => set({ idleLockMin: wholeCount(v, most.idleLockMin) })}
              />
            </SimpleGrid>
            <Select
              label={t("settings.site.cutOff")}
              description={t(`settings.site.cutOffHint.${form.cutOff}`)}
              inputWrapperOrder={["label", "input", "description"]}
              readOnly={readOnly}
              allowDeselect={false}
              data={["confirm", "free", "two-person"].map((value) => ({
                value,
                label: t(`settings.site.cutOffs.${value}`),
              }))}
              value={form.cutOff}
              onChange={(v) => v && set({ cutOff: v })}
            />
          </Stack>
        </Card>
        <Card>
          <Stack gap="md">
            <Text component="h2" fw={650} m={0}>
              {t("settings.site.rules")}
            </Text>
            <Select
              label={t("settings.site.qualification")}
              description={t(`settings.site.qualificationHint.${form.qualification}`)}
              inputWrapperOrder={["label", "input", "description"]}
              readOnly={readOnly}
              allowDeselect={false}
              data={["off", "warn", "refuse"].map((value) => ({
                value,
                label: t(`settings.site.qualifications.${value}`),
              }))}
              value={form.qualification}
              onChange={(v) => v && set({ qualification: v })}
            />
            <Checkbox.Group
              label={t("settings.site.twoPerson")}
              description={t("settings.site.twoPersonHint")}
              value={[...form.twoPerson]}
              onChange={(chosen) => set({ twoPerson: twoPersonActs.filter((act) => chosen.includes(act)) })}
            >
              <Stack gap="xs" mt="sm">
                {twoPersonActs.map((act) => (
                  <Checkbox
                    key={act}
                    value={act}
                    disabled={readOnly}
                    label={t(`settings.site.twoPersons.${act}`)}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
          </Stack>
        </Card>
        <Card>
          <Stack gap="md">
            <Text component="h2" fw={650} m={0}>
              {t("settings.site.counts")}
            </Text>
            <SimpleGrid cols={2}>
              {(["openingCount", "closingCount"] as const).map((name) => (
                <TextInput
                  key={name}
                  label={t(`settings.site.${name}`)}
                  placeholder={name === "openingCount" ? "06:00" : "18:00"}
                  readOnly={readOnly}
                  maxLength={5}
                  value={form[name]}
                  onChange={(e) => set({ [name]: e.currentTarget.value })}
                />
              ))}
            </SimpleGrid>
            <Text size="xs" c="dimmed">
              {t("settings.site.countsHint")}
            </Text>
          </Stack>
        </Card>
        {save.error ? <Refusal error={toBackendError(save.error)} /> : null}
        {readOnly ? (
          <Text size="sm" c="dimmed">
            {t("settings.readOnly")}
          </Text>
        ) : (
          <Group justify="flex-end">
            <Button
              type="submit"
              loading={save.isPending}
              disabled={form.name.trim() === "" || JSON.stringify(form) === JSON.stringify(site)}
            >
              {t("common.save")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
