import { Button, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, ExternalLink, FileText, Printer as PrinterIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../backend/errors";
import type { File, PrinterSettings } from "../backend/types.gen";
import { mostOffset, type Printer, type Printing } from "../domain/printing";
import { useApi, useDoors } from "../state/doors";
import { Dialog } from "./Dialog";
import { Notice } from "./Notice";
import classes from "./PrintDialog.module.css";
import { Refusal } from "./Refusal";
import { Waiting } from "./Waiting";

const settingsKey = ["print", "settings"] as const;

/** What comes out of the printer, and the ways to get it: print, save as a file, open in the system's program. */
export function PrintDialog({
  title,
  printing,
  opened,
  onClose,
}: {
  readonly title: string;
  readonly printing: Printing;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} size="min(76rem, 94vw)" title={title}>
      <Inside printing={printing} title={title} />
    </Dialog>
  );
}

function Inside({ title, printing }: { readonly title: string; readonly printing: Printing }) {
  const { t } = useTranslation();
  const api = useApi();
  const settings = useQuery({ queryKey: settingsKey, queryFn: api.print.settings });
  const made = useQuery({
    // The printer's settings are in the file.
    queryKey: ["print", "file", ...printing.key, settings.data],
    queryFn: () => printing.make(api),
    enabled: settings.data !== undefined,
    // It is made anew each time: it says when it was printed.
    gcTime: 0,
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const error = settings.error ?? made.error;
  const left = made.data ? made.data.total - made.data.printed : 0;
  return (
    <div className={classes.dialog}>
      <div className={classes.sheet}>
        {error ? (
          <Refusal error={toBackendError(error)} large />
        ) : made.data ? (
          <Preview title={title} file={made.data.file} />
        ) : (
          <Waiting lines={12} />
        )}
      </div>
      <Stack gap="md" className={classes.side}>
        {made.data && left > 0 ? (
          <Notice
            tone="amber"
            icon={FileText}
            role="status"
            title={t("print.first", {
              count: made.data.printed,
              total: made.data.total.toLocaleString(),
            })}
            text={t("print.firstFix")}
          />
        ) : null}
        {settings.data ? <Settings printer={printing.printer} settings={settings.data} /> : null}
        {/* The sheet of the settings before is only to look at. */}
        <Ways
          file={error || made.isPlaceholderData ? undefined : made.data?.file}
          onPrinted={() => void printing.printed?.(api).catch(() => undefined)}
        />
      </Stack>
    </div>
  );
}

const frameId = "print-preview";

/** The file as the browser shows it, where it can. The address is the page's own and goes with the preview. */
function Preview({ title, file }: { readonly title: string; readonly file: File }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  useEffect(() => {
    const bytes = Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: file.mime }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (!showsPdf()) {
    return <Notice tone="blue" icon={FileText} role="status" title={file.name} text={t("print.noPreview")} />;
  }
  // Without the column of small pages, where a viewer has one.
  return address ? (
    <iframe id={frameId} title={title} src={`${address}#navpanes=0`} className={classes.frame} />
  ) : null;
}

/** False where the browser says that it shows no PDF files, as some web views do. */
const showsPdf = (): boolean => navigator.pdfViewerEnabled !== false;

function Ways({
  file,
  onPrinted,
}: {
  readonly file: File | undefined;
  /** The sheet left this dialog: the next one is another. */
  readonly onPrinted: () => void;
}) {
  const { t } = useTranslation();
  const { backend } = useDoors();
  const failed = (e: unknown) => {
    const error = toBackendError(e);
    notifications.show({ title: error.message, message: error.fix, color: "red" });
  };
  const save = useMutation({
    mutationFn: (f: File) => backend.saveFile(f.name, f.mime, f.base64),
    onSuccess: (place) => {
      // Empty: the person closed the dialog.
      if (place === "") return;
      onPrinted();
      notifications.show({ message: t("print.saved", { place }) });
    },
    onError: failed,
  });
  const open = useMutation({
    mutationFn: async (f: File) => backend.openFile?.(f.name, f.base64),
    onSuccess: onPrinted,
    onError: () =>
      notifications.show({ title: t("print.notOpened"), message: t("print.notOpenedFix"), color: "red" }),
  });
  const print = () => {
    const frame = document.getElementById(frameId) as HTMLIFrameElement | null;
    try {
      frame?.contentWindow?.focus();
      frame?.contentWindow?.print();
      onPrinted();
    } catch {
      // Some browsers let nobody into their preview; it has a button of its own.
      notifications.show({
        title: t("print.notPrinted"),
        message: t("print.notPrintedFix"),
        color: "orange",
      });
    }
  };
  const shows = showsPdf();
  return (
    <Stack gap="xs" mt="auto">
      {shows ? (
        <Button
          data-autofocus
          leftSection={<PrinterIcon size={16} aria-hidden />}
          disabled={!file}
          onClick={print}
        >
          {t("print.print")}
        </Button>
      ) : null}
      {backend.openFile ? (
        <Button
          variant={shows ? "default" : "filled"}
          leftSection={<ExternalLink size={16} aria-hidden />}
          disabled={!file}
          loading={open.isPending}
          onClick={() => file && open.mutate(file)}
        >
          {t("print.open")}
        </Button>
      ) : null}
      <Button
        variant="default"
        leftSection={<Download size={16} aria-hidden />}
        disabled={!file}
        loading={save.isPending}
        onClick={() => file && save.mutate(file)}
      >
        {t("print.save")}
      </Button>
    </Stack>
  );
}

/** Typing has to rest this long before the sheet is made anew, in ms. */
const restMs = 400;

/** How this PC's printer is set. What is changed is kept at once, and the sheet follows. */
function Settings({ printer, settings }: { readonly printer: Printer; readonly settings: PrinterSettings }) {
  const { t } = useTranslation();
  const api = useApi();
  const client = useQueryClient();
  const latest = useRef(settings);
  const [form, setForm] = useState(settings);
  const save = useMutation({
    mutationFn: () => api.print.saveSettings(latest.current),
    onSuccess: (kept) => client.setQueryData(settingsKey, kept),
  });
  const later = useDebouncedCallback(() => save.mutate(), { delay: restMs, flushOnUnmount: true });
  const set = (next: PrinterSettings) => {
    latest.current = next;
    setForm(next);
    later();
  };
  const most = mostOffset[printer] / 10;
  const offset = (way: "right" | "down") => (
    <NumberInput
      label={t(`print.${way}`)}
      suffix=" mm"
      min={-most}
      max={most}
      step={0.1}
      decimalScale={1}
      clampBehavior="blur"
      value={form[printer][way] / 10}
      onChange={(mm) => {
        const tenths = Math.round(Number(mm) * 10);
        if (Math.abs(tenths) <= mostOffset[printer]) {
          set({ ...form, [printer]: { ...form[printer], [way]: tenths } });
        }
      }}
    />
  );
  return (
    <Stack gap="sm">
      {printer === "sheets" ? (
        <Select
          label={t("print.paper")}
          allowDeselect={false}
          data={[
            { value: "A4", label: t("print.a4") },
            { value: "Legal", label: t("print.legal") },
          ]}
          value={form.paper}
          onChange={(paper) => paper && set({ ...form, paper })}
        />
      ) : null}
      <Group grow gap="sm">
        {offset("right")}
        {offset("down")}
      </Group>
      <Text size="xs" c="dimmed">
        {t("print.offsetHint")}
      </Text>
      {save.error ? <Refusal error={toBackendError(save.error)} /> : null}
    </Stack>
  );
}
