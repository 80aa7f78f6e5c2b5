import { ImageDown, ImageOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAttachment } from "../state/attachments";
import classes from "./Attached.module.css";

export interface AttachedProps {
  readonly id: string;
  /** What is on it, for who does not see it. */
  readonly alt: string;
  /** A photo fills its frame; a signature is seen whole, dark on white in every scheme. */
  readonly kind: "photo" | "signature";
  /** Size of the frame in pixels: the same before the picture is there. */
  readonly width: number;
  readonly height: number;
}

/** A photo or a signature, or a calm place for it while it is on its way. */
export function Attached({ id, alt, kind, width, height }: AttachedProps) {
  const { t } = useTranslation();
  const { data, error } = useAttachment(id);
  const frame = { className: classes.frame, style: { width, height } };
  if (data?.url) {
    return (
      <img
        {...frame}
        data-kind={kind}
        src={data.url}
        alt={alt}
        width={width}
        height={height}
        draggable={false}
      />
    );
  }
  if (!error && !data) return <div {...frame} aria-busy="true" />;
  const words = t(error ? "attached.failed" : "attached.arriving");
  const Icon = error ? ImageOff : ImageDown;
  return (
    <div {...frame} role="img" aria-label={`${alt}: ${words}`}>
      <Icon size={18} aria-hidden />
      {words}
    </div>
  );
}
