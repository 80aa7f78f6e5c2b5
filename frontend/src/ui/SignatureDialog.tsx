import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Eraser } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./Dialog";
import { DialogForm } from "./DialogForm";
import { pen, type Stroke } from "./pen";
import { SignaturePad } from "./SignaturePad";
import classes from "./SignaturePad.module.css";

export interface SignatureDialogProps {
  readonly opened: boolean;
  /** Who signs, with rank. */
  readonly who: string;
  /** What he signs for, in a line. */
  readonly what: string;
  readonly onClose: () => void;
  /** Takes the PNG picture in base64; when it fails the dialog stays with the sentence. */
  readonly onAccept: (picture: string) => Promise<unknown>;
}

/** Asks for a signature, drawn on the screen. */
export function SignatureDialog({ opened, who, what, onClose, onAccept }: SignatureDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog size="lg" opened={opened} onClose={onClose} title={t("signature.title")}>
      <Sheet who={who} what={what} onClose={onClose} onAccept={onAccept} />
    </Dialog>
  );
}

function Sheet({ who, what, onClose, onAccept }: Omit<SignatureDialogProps, "opened">) {
  const { t } = useTranslation();
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const accept = useMutation({ mutationFn: () => onAccept(pen.png(strokes)) });
  const empty = strokes.length === 0;
  return (
    <DialogForm
      submit={t("signature.accept")}
      disabled={empty}
      pending={accept.isPending}
      error={accept.error}
      onSubmit={() => accept.mutate()}
      onCancel={onClose}
    >
      <div>
        <Text fw={700} size="lg">
          {who}
        </Text>
        <Text size="sm" className="figures">
          {what}
        </Text>
      </div>
      <div className={classes.paper}>
        <SignaturePad
          label={t("signature.pad", { person: who })}
          strokes={strokes}
          onStroke={(stroke) => setStrokes((before) => [...before, stroke])}
        />
      </div>
      <Group justify="space-between" mt={-8}>
        <Text size="xs" c="dimmed">
          {t("signature.hint")}
        </Text>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={<Eraser size={14} aria-hidden />}
          disabled={empty}
          onClick={() => setStrokes([])}
        >
          {t("common.clear")}
        </Button>
      </Group>
    </DialogForm>
  );
}
