import { useEffect, useState } from "react";

export interface Camera {
  /** What it sees; null until it is there. */
  readonly stream: MediaStream | null;
  /** Why there is no picture: a person said no, or there is no camera that can be used. */
  readonly failed: "refused" | "none" | null;
}

/** A page that did not come over a safe way, and some windows, have no cameras. */
export function hasCameras(): boolean {
  return navigator.mediaDevices?.getUserMedia !== undefined;
}

/** Opens a camera while it is used and lets go of it afterwards. */
export function useCamera(): Camera {
  const [camera, setCamera] = useState<Camera>({ stream: null, failed: null });
  useEffect(() => {
    let gone = false;
    let stream: MediaStream | null = null;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    navigator.mediaDevices
      .getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 960 } }, audio: false })
      .then((opened) => {
        stream = opened;
        if (gone) stop();
        else setCamera({ stream, failed: null });
      })
      .catch((e: unknown) => {
        const refused = e instanceof DOMException && e.name === "NotAllowedError";
        if (!gone) setCamera({ stream: null, failed: refused ? "refused" : "none" });
      });
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return camera;
}
