import {
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { Model } from "../../backend/types.gen";
import { wholeCount } from "../../domain/receipts";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { Mono } from "../../ui/Mono";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";

/** What the fields take at most. */
const most = { rounds: 100_000, days: 9999 };

const blank: Model = {
  id: "",
  name: "",
  code: "",
  category: "rifle",
  calibre: "",
  withdrawn: false,
  inspectRounds: 0,
  inspectDays: 0,
};

/** The kinds of firearm and equipment. */
export function Models() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [open, setOpen] = useState<Model | null>(null);
  const query = useQuery({ queryKey: ["settings", "models"], queryFn: api.inventory.models });
  return (
    <Card pad={false}>
      <Shown query={query}>
        {(models) => (
          <Table verticalSpacing="xs" horizontalSpacing="lg">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("settings.models.name")}</Table.Th>
                <Table.Th>{t("settings.models.code")}</Table.Th>
                <Table.Th>{t("settings.models.category")}</Table.Th>
                <Table.Th>{t("settings.models.calibre")}</Table.Th>
                <Table.Th>{t("settings.models.inspect")}</Table.Th>
                <Table.Td ta="right">
                  {can("model.edit") ? (
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
              {models.map((m) => (
                <Table.Tr key={m.id}>
                  <Table.Td>
                    <Group gap="xs">
                      <Text fw={600} size="sm">
                        {m.name}
                      </Text>
                      {m.withdrawn ? <StateChip kind="item" state="Retired" /> : null}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Mono>{m.code}</Mono>
                  </Table.Td>
                  <Table.Td>{t(`category.${m.category}`)}</Table.Td>
                  <Table.Td>{m.calibre}</Table.Td>
                  <Table.Td>
                    <Inspected model={m} />
                  </Table.Td>
                  <Table.Td ta="right">
                    {can("model.edit") ? (
                      <Button
                        size="compact-sm"
                        variant="default"
                        leftSection={<Pencil size={13} aria-hidden />}
                        onClick={() => setOpen(m)}
                        aria-label={t("settings.editOf", { name: m.name })}
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
        title={t(open?.id ? "settings.models.edit" : "settings.models.add")}
      >
        {open ? <ModelForm model={open} onDone={() => setOpen(null)} /> : null}
      </Dialog>
    </Card>
  );
}

/** When its items are inspected. */
function Inspected({ model: m }: { readonly model: Model }) {
  const { t } = useTranslation();
  const words = [
    m.inspectRounds > 0 ? t("settings.models.everyRounds", { rounds: m.inspectRounds.toLocaleString() }) : "",
    m.inspectDays > 0 ? t("settings.models.everyDays", { days: m.inspectDays.toLocaleString() }) : "",
  ].filter(Boolean);
  return words.length > 0 ? (
    <span className="figures">{words.join(" · ")}</span>
  ) : (
    <Text span size="sm" c="dimmed">
      {t("settings.models.never")}
    </Text>
  );
}

function ModelForm({ model, onDone }: { readonly model: Model; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [form, setForm] = useState(model);
  const save = useMutation({ mutationFn: () => api.inventory.saveModel(form), onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t("settings.models.name")}
          required
          data-autofocus
          maxLength={60}
          value={form.name}
          onChange={(e) => setForm({ ...form, name: e.currentTarget.value })}
        />
        <TextInput
          label={t("settings.models.code")}
          description={t("settings.models.codeHint")}
          required
          maxLength={20}
          value={form.code}
          onChange={(e) => setForm({ ...form, code: e.currentTarget.value })}
        />
        <Select
          label={t("settings.models.category")}
          allowDeselect={false}
          data={["rifle", "pistol", "other"].map((value) => ({ value, label: t(`category.${value}`) }))}
          value={form.category}
          onChange={(v) => v && setForm({ ...form, category: v })}
        />
        <TextInput
          label={t("settings.models.calibre")}
          maxLength={20}
          value={form.calibre}
          onChange={(e) => setForm({ ...form, calibre: e.currentTarget.value })}
        />
        <SimpleGrid cols={2}>
          <NumberInput
            label={t("settings.models.inspectRounds")}
            description={t("settings.models.inspectHint")}
            inputWrapperOrder={["label", "input", "description"]}
            min={0}
            max={most.rounds}
            suffix={` ${t("settings.models.rounds")}`}
            allowDecimal={false}
            thousandSeparator
            value={form.inspectRounds}
            onChange={(v) => setForm({ ...form, inspectRounds: wholeCount(v, most.rounds) })}
          />
          <NumberInput
            label={t("settings.models.inspectDays")}
            description={t("settings.models.inspectHint")}
            inputWrapperOrder={["label", "input", "description"]}
            min={0}
            max={most.days}
            suffix={` ${t("settings.models.days")}`}
            allowDecimal={false}
            value={form.inspectDays}
            onChange={(v) => setForm({ ...form, inspectDays: wholeCount(v, most.days) })}
          />
        </SimpleGrid>
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
          <Button
            type="submit"
            loading={save.isPending}
            disabled={form.name.trim() === "" || form.code.trim() === ""}
          >
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
