import { Button, Group, Stack, TagsInput, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { ReferenceList } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { Shown } from "../../ui/Waiting";

/** Ranks and groups, in the order people read them. */
export function Lists() {
  const api = useApi();
  const query = useQuery({ queryKey: ["settings", "lists"], queryFn: api.settings.lists });
  return (
    <Shown query={query}>
      {(lists) => (
        <Stack gap="md">
          {lists.map((l) => (
            <One key={`${l.name}.${l.values.join()}`} list={l} />
          ))}
        </Stack>
      )}
    </Shown>
  );
}

function One({ list }: { readonly list: ReferenceList }) {
  const { t } = useTranslation();
  const api = useApi();
  const readOnly = !useCan()("list.edit");
  const [values, setValues] = useState<readonly string[]>(list.values);
  const save = useMutation({
    mutationFn: () => api.settings.saveList({ ...list, values }),
    onSuccess: () => notifications.show({ message: t("settings.saved") }),
  });
  return (
    <Card>
      <Stack gap="sm">
        <TagsInput
          label={list.title}
          description={readOnly ? undefined : t("settings.lists.hint")}
          readOnly={readOnly}
          value={[...values]}
          onChange={setValues}
          splitChars={[",", ";"]}
        />
        {save.error ? <Refusal error={toBackendError(save.error)} /> : null}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t("settings.lists.count", { count: values.length })}
          </Text>
          {readOnly ? null : (
            <Button
              size="xs"
              loading={save.isPending}
              disabled={values.join("\n") === list.values.join("\n")}
              onClick={() => save.mutate()}
            >
              {t("common.save")}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  );
}
