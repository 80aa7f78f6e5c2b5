import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Draft } from "../../backend/types.gen";
import { Dialog } from "../../ui/Dialog";
import { useRelative } from "../../ui/RelativeTime";
import { busyWith } from "./receipt";

/** Somebody has this receipt on his counter: asked once before it is taken from there. */
export function TakeOverDialog({
  draft,
  onClose,
  onTake,
}: {
  /** Null when nothing is asked, or when it was finished meanwhile. */
  readonly draft: Draft | null;
  readonly onClose: () => void;
  readonly onTake: (draft: Draft) => void;
}) {
  const { t } = useTranslation();
  const ago = useRelative(draft?.saved ?? "");
  const busy = (draft && busyWith(draft)) ?? "issue";
  return (
    <Dialog opened={draft !== null} onClose={onClose} title={t("counter.takeOverTitle")}>
      {draft ? (
        <Stack gap="md">
          <div>
            <Text fw={600}>{draft.title || t("counter.draftUntitled")}</Text>
            <Text size="sm" c="dimmed">
              {t(`counter.busy.${busy}`, { station: draft.station })} · {draft.account} · {ago}
            </Text>
          </div>
          <Text>{t("counter.takeOverText", { station: draft.station })}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t("common.cancel")}
            </Button>
            <Button onClick={() => onTake(draft)}>{t("counter.takeOver")}</Button>
          </Group>
        </Stack>
      ) : null}
    </Dialog>
  );
}
