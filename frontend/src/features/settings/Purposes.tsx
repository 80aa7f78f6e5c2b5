import { Button, Group, NumberInput, Stack, Switch, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { Purpose } from "../../backend/types.gen";
import { maxMagazines, maxRounds, wholeCount } from "../../domain/receipts";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";

const categories = ["pistol", "rifle", "other"] as const;
const blank: Purpose = { id: "", name: "", freeText: false, withdrawn: false, loadouts: [] };

/** Why something is taken, and what goes with a pistol or a rifle. */
export function Purposes() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [open, setOpen] = useState<Purpose | null>(null);
  const query = useQuery({ queryKey: ["settings", "purposes"], queryFn: api.settings.purposes });
  const loadout = (p: Purpose, category: string) => {
    const l = p.loadouts.find((x) => x.category === category);
    return l ? t("settings.purposes.loadout", { magazines: l.magazines, rounds: l.rounds }) : "–";
  };
  return (
    <Card pad={false}>
      <Shown query={query}>
        {(purposes) => (
          <Table verticalSpacing="xs" horizontalSpacing="lg">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("settings.purposes.name")}</Table.Th>
                {categories.map((c) => (
                  <Table.Th key={c} ta="right">
                    {t(`category.${c}`)}
                  </Table.Th>
                ))}
                <Table.Td ta="right">
                  {can("purpose.edit") ? (
                    <Button
                      size="compact-sm"
                      leftSection={<Plus size={14} aria-hidden />}
                      onClick={() => setOpen(blank)}
                    >
                      {t("common.add")}
                    </Button>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {purposes.map((p) => (
                <Table.Tr key={p.id}>
                  <Table.Td>
                    <Group gap="xs">
                      <Text fw={600} size="sm">
                        {p.name}
                      </Text>
                      {p.freeText ? (
                        <Text size="xs" c="dimmed">
                          {t("settings.purposes.freeTextShort")}
                        </Text>
                      ) : null}
                      {p.withdrawn ? <StateChip kind="item" state="Retired" /> : null}
                    </Group>
                  </Table.Td>
                  {categories.map((c) => (
                    <Table.Td key={c} ta="right" className="figures">
                      {loadout(p, c)}
                    </Table.Td>
                  ))}
                  <Table.Td ta="right">
                    {can("purpose.edit") ? (
                      <Button
                        size="compact-sm"
                        variant="default"
                        leftSection={<Pencil size={13} aria-hidden />}
                        onClick={() => setOpen(p)}
                        aria-label={t("settings.editOf", { name: p.name })}
                      >
                        {t("common.edit")}
                      </Button>
                    ) : null}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Shown>
      <Dialog
        opened={open !== null}
        onClose={() => setOpen(null)}
        title={t(open?.id ? "settings.purposes.edit" : "settings.purposes.add")}
      >
        {open ? <PurposeForm purpose={open} onDone={() => setOpen(null)} /> : null}
      </Dialog>
    </Card>
  );
}

function PurposeForm({ purpose, onDone }: { readonly purpose: Purpose; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [form, setForm] = useState(purpose);
  const save = useMutation({ mutationFn: () => api.settings.savePurpose(form), onSuccess: onDone });
  const value = (category: string) =>
    form.loadouts.find((l) => l.category === category) ?? { category, magazines: 0, rounds: 0 };
  const setLoadout = (category: string, change: { magazines?: number; rounds?: number }) => {
    const next = { ...value(category), ...change };
    const others = form.loadouts.filter((l) => l.category !== category);
    setForm({ ...form, loadouts: next.magazines + next.rounds > 0 ? [...others, next] : others });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t("settings.purposes.name")}
          required
          data-autofocus
          maxLength={60}
          value={form.name}
          onChange={(e) => setForm({ ...form, name: e.currentTarget.value })}
        />
        {categories.map((c) => (
          <Group key={c} grow align="flex-end">
            <Text size="sm" fw={500} pb={8}>
              {t(`category.${c}`)}
            </Text>
            <NumberInput
              label={t("counter.magazines")}
              aria-label={t("settings.purposes.magazinesOf", { category: t(`category.${c}`) })}
              min={0}
              max={maxMagazines}
              allowDecimal={false}
              value={value(c).magazines}
              onChange={(v) => setLoadout(c, { magazines: wholeCount(v, maxMagazines) })}
            />
            <NumberInput
              label={t("counter.rounds")}
              aria-label={t("settings.purposes.roundsOf", { category: t(`category.${c}`) })}
              min={0}
              max={maxRounds}
              allowDecimal={false}
              value={value(c).rounds}
              onChange={(v) => setLoadout(c, { rounds: wholeCount(v, maxRounds) })}
            />
          </Group>
        ))}
        <Switch
          label={t("settings.purposes.freeText")}
          checked={form.freeText}
          onChange={(e) => setForm({ ...form, freeText: e.currentTarget.checked })}
        />
        {form.id ? (
          <Switch
            label={t("settings.withdrawn")}
            description={t("settings.withdrawnHint")}
            checked={form.withdrawn}
            onChange={(e) => setForm({ ...form, withdrawn: e.currentTarget.checked })}
          />
        ) : null}
        {save.error ? <Refusal error={toBackendError(save.error)} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={form.name.trim() === ""}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
