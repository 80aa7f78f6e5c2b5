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

/** Brings pictures to the station, which answers their ids. It keeps what no record names for a day only. */
function useBring(onKept: (id: string) => void) {
  const { t } = useTranslation();
  const api = useApi();
  return useMutation({
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
    onSuccess: onKept,
  });
}

/** Begins with the photo the record has. */
export function usePhoto(before: string): Photo {
  const [id, setId] = useState(before);
  const bring = useBring(setId);
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

/** Several photos: those that are here, and the place for the next one. */
export interface Photos {
  readonly ids: readonly string[];
  readonly next: Photo;
  readonly remove: (id: string) => void;
}

export function usePhotos(): Photos {
  const [ids, setIds] = useState<readonly string[]>([]);
  const bring = useBring((id) => setIds((all) => (all.includes(id) ? all : [...all, id])));
  return {
    ids,
    next: {
      id: "",
      busy: bring.isPending,
      error: bring.error,
      choose: (file) => bring.mutate(darkroom.fromFile(file)),
      take: (video) => bring.mutate(darkroom.fromCamera(video)),
      remove: bring.reset,
    },
    remove: (id) => setIds((all) => all.filter((one) => one !== id)),
  };
}
