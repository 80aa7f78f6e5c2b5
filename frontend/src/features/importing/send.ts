import type { Api } from "../../backend/api";
import type { ImportKind } from "./columns";

/** The most bytes of a piece; the station takes no larger ones. */
export const pieceBytes = 512 * 1024;

/**
 * Sends a file to the station piece by piece and resolves to the id it has there, or to "" when it was stopped.
 * `progress` hears how many bytes have arrived.
 */
export async function sendFile(
  api: Api,
  what: ImportKind,
  file: File,
  stop: AbortSignal,
  progress: (sent: number) => void,
): Promise<string> {
  const id = await api.exchange.begin(what, file.name, file.size);
  for (let at = 0, index = 0; at < file.size; at += pieceBytes, index += 1) {
    if (stop.aborted) return "";
    const piece = file.slice(at, at + pieceBytes);
    await api.exchange.chunk(id, index, await base64Of(piece));
    progress(Math.min(at + pieceBytes, file.size));
  }
  return stop.aborted ? "" : id;
}

function base64Of(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const address = String(reader.result);
      resolve(address.slice(address.indexOf(",") + 1));
    };
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(piece);
  });
}
