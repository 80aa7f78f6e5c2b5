import { Button, FileButton, Group, Input, Stack } from "@mantine/core";
import { Camera, ImagePlus, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../backend/errors";
import { useSession } from "../state/session";
import { Attached } from "./Attached";
import classes from "./PhotoField.module.css";
import { Refusal } from "./Refusal";
import { hasCameras, useCamera } from "./useCamera";
import type { Photo } from "./usePhoto";

/** The photo in a form: chosen from a file or taken with the camera, seen at once, taken away again. */
export function PhotoField({
  photo,
  of,
}: {
  readonly photo: Photo;
  /** Who or what is on it. */
  readonly of: string;
}) {
  const { t } = useTranslation();
  const { locked } = useSession();
  const [live, setLive] = useState(false);
  /** The photo that is shown was taken here: it can be taken again. */
  const [taken, setTaken] = useState(false);
  return (
    <Stack gap="xs" role="group" aria-label={t("photo.label")}>
      <Input.Label component="span">{t("photo.label")}</Input.Label>
      {live && !locked ? (
        <Live
          onTake={(video) => {
            photo.take(video);
            setTaken(true);
            setLive(false);
          }}
          onClose={() => setLive(false)}
        />
      ) : (
        <Group align="flex-start" wrap="nowrap">
          {photo.id === "" ? (
            <div className={classes.none} aria-hidden>
              <ImagePlus size={26} strokeWidth={1.5} />
            </div>
          ) : (
            <Attached id={photo.id} alt={t("photo.of", { of })} kind="photo" width={96} height={112} />
          )}
          <Group gap="xs">
            <FileButton
              accept="image/png,image/jpeg"
              onChange={(file) => {
                if (!file) return;
                setTaken(false);
                photo.choose(file);
              }}
            >
              {(props) => (
                <Button
                  {...props}
                  size="xs"
                  variant="default"
                  leftSection={<ImagePlus size={15} aria-hidden />}
                  loading={photo.busy}
                >
                  {t("photo.choose")}
                </Button>
              )}
            </FileButton>
            {hasCameras() ? (
              <Button
                size="xs"
                variant="default"
                leftSection={<Camera size={15} aria-hidden />}
                disabled={photo.busy}
                onClick={() => setLive(true)}
              >
                {t(taken && photo.id !== "" ? "photo.again" : "photo.camera")}
              </Button>
            ) : null}
            {photo.id === "" ? null : (
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                leftSection={<Trash2 size={15} aria-hidden />}
                disabled={photo.busy}
                onClick={photo.remove}
              >
                {t("common.remove")}
              </Button>
            )}
          </Group>
        </Group>
      )}
      {photo.error && !live ? <Refusal error={toBackendError(photo.error)} /> : null}
    </Stack>
  );
}

/** What the camera sees, until a picture is taken. */
function Live({
  onTake,
  onClose,
}: {
  readonly onTake: (video: HTMLVideoElement) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { stream, failed } = useCamera();
  const video = useRef<HTMLVideoElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  const [seen, setSeen] = useState(false);
  // Into sight as well, however far down the form the camera is.
  useEffect(() => close.current?.focus(), []);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return (
    <>
      {failed ? (
        <Refusal error={{ code: "INVALID", message: t(`photo.${failed}`), fix: t(`photo.${failed}Fix`) }} />
      ) : (
        <video
          ref={video}
          className={classes.live}
          aria-label={t("photo.live")}
          autoPlay
          muted
          playsInline
          onLoadedData={() => setSeen(true)}
        />
      )}
      <Group gap="xs">
        {failed ? null : (
          <Button
            size="xs"
            leftSection={<Camera size={15} aria-hidden />}
            disabled={!seen}
            onClick={() => video.current && onTake(video.current)}
          >
            {t("photo.take")}
          </Button>
        )}
        <Button ref={close} size="xs" variant="default" onClick={onClose}>
          {t(failed ? "common.back" : "photo.close")}
        </Button>
      </Group>
    </>
  );
}
