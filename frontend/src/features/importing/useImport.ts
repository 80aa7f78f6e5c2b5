import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { BackendError, toBackendError } from "../../backend/errors";
import type { ImportPreview, Job } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import type { ImportKind } from "./columns";
import { sendFile } from "./send";

/** How far an import is. Nothing is written before "importing", and then everything or nothing. */
export type Stage =
  | { readonly at: "choose" }
  | { readonly at: "sending"; readonly file: string; readonly sent: number; readonly size: number }
  | { readonly at: "trying"; readonly file: string; readonly uploadId: string; readonly job: Job }
  | { readonly at: "looked"; readonly preview: ImportPreview }
  | { readonly at: "importing"; readonly preview: ImportPreview; readonly job: Job }
  | { readonly at: "done"; readonly preview: ImportPreview };

export interface Import {
  readonly stage: Stage;
  /** Why the last step did not go on. */
  readonly error: BackendError | null;
  readonly choose: (files: readonly File[]) => void;
  /** Stops sending. */
  readonly stop: () => void;
  readonly again: () => void;
  readonly commit: () => void;
  /** The job of this stage has ended, however it ended. */
  readonly ended: (job: Job) => void;
}

/** Takes a spreadsheet through the wizard. */
export function useImport(what: ImportKind): Import {
  const { t } = useTranslation();
  const api = useApi();
  const [stage, setStage] = useState<Stage>({ at: "choose" });
  const [error, setError] = useState<BackendError | null>(null);
  const sending = useRef<AbortController | null>(null);
  const latest = useRef(stage);
  latest.current = stage;

  // Who leaves the page stops what was only a look; an import that has begun goes to its end.
  useEffect(
    () => () => {
      sending.current?.abort();
      if (latest.current.at === "trying") void api.jobs.cancel(latest.current.job.id).catch(() => undefined);
    },
    [api],
  );

  const back = useCallback((to: Stage, e: unknown) => {
    setStage(to);
    setError(e === null ? null : toBackendError(e));
  }, []);

  const choose = useCallback(
    (files: readonly File[]) => {
      const [file] = files;
      if (!file || ["sending", "trying", "importing"].includes(latest.current.at)) return;
      const refuse = (message: string, fix: string) =>
        back({ at: "choose" }, new BackendError({ code: "INVALID", message, fix }));
      if (files.length > 1) return refuse(t("importing.oneFile"), t("importing.oneFileFix"));
      if (file.size === 0)
        return refuse(t("importing.emptyFile", { file: file.name }), t("importing.another"));
      const stop = new AbortController();
      sending.current = stop;
      const size = file.size;
      back({ at: "sending", file: file.name, sent: 0, size }, null);
      const run = async () => {
        const uploadId = await sendFile(api, what, file, stop.signal, (sent) => {
          if (!stop.signal.aborted) setStage({ at: "sending", file: file.name, sent, size });
        });
        if (uploadId === "") return;
        const job = await api.exchange.dryRun(uploadId);
        if (stop.signal.aborted) await api.jobs.cancel(job.id);
        else setStage({ at: "trying", file: file.name, uploadId, job });
      };
      run().catch((e) => {
        if (!stop.signal.aborted) back({ at: "choose" }, e);
      });
    },
    [api, what, back, t],
  );

  const commit = useCallback(() => {
    const now = latest.current;
    if (now.at !== "looked") return;
    setError(null);
    api.exchange.commit(now.preview.uploadId).then(
      (job) => setStage({ at: "importing", preview: now.preview, job }),
      (e) => setError(toBackendError(e)),
    );
  }, [api]);

  const ended = useCallback(
    (job: Job) => {
      const now = latest.current;
      if (now.at === "trying") {
        if (job.state !== "done") return back({ at: "choose" }, job.error);
        api.exchange.preview(now.uploadId).then(
          (preview) => back({ at: "looked", preview }, null),
          (e) => back({ at: "choose" }, e),
        );
      } else if (now.at === "importing") {
        if (job.state === "done") back({ at: "done", preview: now.preview }, null);
        else back({ at: "looked", preview: now.preview }, job.error);
      }
    },
    [api, back],
  );

  return {
    stage,
    error,
    choose,
    stop: () => {
      sending.current?.abort();
      back(
        { at: "choose" },
        new BackendError({ code: "CANCELLED", message: t("importing.stopped"), fix: t("importing.another") }),
      );
    },
    again: () => back({ at: "choose" }, null),
    commit,
    ended,
  };
}
