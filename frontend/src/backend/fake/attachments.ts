import type * as T from "../types.gen";
import { hex } from "./ids";
import { type FakeStore, refuse } from "./store";

/** Names a picture that never gets here from the other station. */
export const arrivingId = hex(0xa771);

export function add(store: FakeStore, kind: string, data: string): string {
  store.need("draft");
  if (kind !== "photo" && kind !== "signature") {
    throw refuse("INVALID", "There are photos and signatures.", "Say which of the two it is.");
  }
  const type = data.startsWith("iVBORw0KGgo") ? "png" : data.startsWith("/9j/") ? "jpeg" : "";
  if (type === "") throw refuse("INVALID", "That is no JPEG or PNG picture.", "Choose another file.");
  return keep(store, `data:image/${type};base64,${data}`);
}

export function get(store: FakeStore, id: string): T.AttachmentView {
  if (!/^[0-9a-f]{64}$/.test(id)) {
    throw refuse("NOT_FOUND", "There is no such picture here.", "Draw or choose it once more.");
  }
  const url = store.attachments.get(id) ?? "";
  return { url, arriving: url === "" };
}

function keep(store: FakeStore, url: string): string {
  const id = hex(store.attachments.size);
  store.attachments.set(id, url);
  return id;
}

/** Photos of the first person and the first item, a signature on the newest receipt; the second ones are on their way. */
export function seedAttachments(store: FakeStore): void {
  const face = picture(
    480,
    640,
    '<rect width="480" height="640" fill="#b9c7d6"/><path d="M40 640c0-170 90-230 200-230s200 60 200 230z" fill="#4b5d43"/><circle cx="240" cy="260" r="110" fill="#c99b76"/><path d="M120 230c0-110 60-150 120-150s120 40 120 150z" fill="#36452f"/>',
  );
  const rifle = picture(
    480,
    360,
    '<rect width="480" height="360" fill="#d9d4c8"/><path d="M40 190h150l20-25h190v18h50v12h-50v10H270l14 70h-36l-18-66h-40l-26 60h-36l20-54-108 18z" fill="#33373d"/>',
  );
  const drawn = picture(
    600,
    200,
    '<rect width="600" height="200" fill="#fff"/><path d="M30 150C80 20 120 20 110 110s60 50 80-10 50-20 40 30 60 20 80-20 60 10 60 30 60-10 100-50 70 40 70 60" fill="none" stroke="#000" stroke-width="5" stroke-linecap="round"/>',
  );
  const photos = [keep(store, face), arrivingId];
  const [item, next] = store.items;
  store.people.slice(0, 2).forEach((p, i) => {
    p.photo = photos[i] ?? "";
  });
  if (item) item.photo = keep(store, rifle);
  if (next) next.photo = arrivingId;
  const signatures = [keep(store, drawn), arrivingId];
  for (const [i, signature] of signatures.entries()) {
    const t = store.transactions[i];
    if (t) store.transactions[i] = { ...t, signature };
  }
}

function picture(wide: number, high: number, inside: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}">${inside}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
