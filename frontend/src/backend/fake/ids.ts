// Ids and times of the fake: the same every time, so that tests and pictures do not change.

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let counter = 0;

/** A ULID-shaped id, counted up. */
export function nextId(): string {
  counter += 1;
  let n = counter;
  let tail = "";
  for (let i = 0; i < 8; i++) {
    tail = alphabet.charAt(n % 32) + tail;
    n = Math.floor(n / 32);
  }
  return `01KAT5Q0000000FAKE${tail}`;
}

export function resetIds(): void {
  counter = 0;
}

export function hex(seed: number): string {
  let out = "";
  let x = seed + 1;
  for (let i = 0; i < 8; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    out += x.toString(16).padStart(8, "0");
  }
  return out;
}

/** Minutes before now, as RFC 3339. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}
