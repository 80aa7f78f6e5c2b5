import { ActionIcon, Group, Text, UnstyledButton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAttachment } from "../../state/attachments";
import { Attached } from "../../ui/Attached";
import { Dialog } from "../../ui/Dialog";
import { RecordSection } from "../../ui/Record";
import classes from "./Discrepancies.module.css";

/** The photos of a discrepancy, each large on a click. */
export function Pictures({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(-1);
  const step = (by: number) => setOpen((i) => (i < 0 ? i : (i + by + ids.length) % ids.length));
  useHotkeys([
    ["ArrowLeft", () => step(-1)],
    ["ArrowRight", () => step(1)],
  ]);
  if (ids.length === 0) return null;
  const shown = ids[open];
  return (
    <RecordSection title={t("discrepancies.photos", { count: ids.length })}>
      <div className={classes.pictures}>
        {ids.map((id, i) => (
          <UnstyledButton
            key={id}
            className={classes.picture}
            aria-label={t("discrepancies.enlarge", { n: i + 1 })}
            onClick={() => setOpen(i)}
          >
            <Attached id={id} alt={t("photo.nth", { n: i + 1 })} kind="photo" width={132} height={100} />
          </UnstyledButton>
        ))}
      </div>
      <Dialog
        opened={shown !== undefined}
        onClose={() => setOpen(-1)}
        size="xl"
        title={t("photo.nth", { n: open + 1 })}
      >
        {shown ? <Large id={shown} n={open + 1} /> : null}
        {ids.length > 1 ? (
          <Group justify="center" mt="sm">
            <ActionIcon variant="default" aria-label={t("discrepancies.before")} onClick={() => step(-1)}>
              <ChevronLeft size={18} />
            </ActionIcon>
            <Text size="sm" className="figures">
              {open + 1} / {ids.length}
            </Text>
            <ActionIcon variant="default" aria-label={t("discrepancies.after")} onClick={() => step(1)}>
              <ChevronRight size={18} />
            </ActionIcon>
          </Group>
        ) : null}
      </Dialog>
    </RecordSection>
  );
}

function Large({ id, n }: { readonly id: string; readonly n: number }) {
  const { t } = useTranslation();
  const url = useAttachment(id).data?.url;
  const alt = t("photo.nth", { n });
  // While it is on its way the small frame says so.
  if (!url) return <Attached id={id} alt={alt} kind="photo" width={320} height={240} />;
  return <img className={classes.large} src={url} alt={alt} />;
}
