import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BackendError } from "../backend/errors";
import { useApi } from "../state/doors";
import { darkroom } from "./photo";

/** The photo of a form: its id, and what brings another one to the station. */
export interface Photo {
  /** Id of the attachment; empty: none. */
  readonly id: string;
  /** Another one is on its way to the station: the form waits for it. */
  readonly busy: boolean;
  readonly error: Error | null;
  readonly choose: (file: File) => void;
  readonly take: (video: HTMLVideoElement) => void;
  readonly remove: () => void;
}

/** Begins with the photo the record has. A station keeps what no record names for a day only. */
export function usePhoto(before: string): Photo {
  const { t } = useTranslation();
  const api = useApi();
  const [id, setId] = useState(before);
  const bring = useMutation({
    mutationFn: async (picture: Promise<string>) => {
      const small = await picture.catch(() => {
        throw new BackendError({
          code: "INVALID",
          message: t("photo.unreadable"),
          fix: t("photo.unreadableFix"),
        });
      });
      return api.attachments.add("photo", small);
    },
    onSuccess: (kept) => setId(kept),
  });
  return {
    id,
    busy: bring.isPending,
    error: bring.error,
    choose: (file) => bring.mutate(darkroom.fromFile(file)),
    take: (video) => bring.mutate(darkroom.fromCamera(video)),
    remove: () => {
      bring.reset();
      setId("");
    },
  };
}
