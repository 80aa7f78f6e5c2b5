import { getSettings } from "./settings";

// Every sound is generated: no files, nothing to load.

export type Sound = "accepted" | "refused" | "announcement";

interface Note {
  readonly hz: number;
  readonly at: number;
  readonly seconds: number;
  readonly shape: OscillatorType;
  readonly gain: number;
}

/** Accepted: a short high click. Refused: two low tones. Announcement: a soft chime. */
export const scores: Record<Sound, readonly Note[]> = {
  accepted: [{ hz: 1760, at: 0, seconds: 0.06, shape: "sine", gain: 0.5 }],
  refused: [
    { hz: 220, at: 0, seconds: 0.14, shape: "square", gain: 0.25 },
    { hz: 165, at: 0.18, seconds: 0.22, shape: "square", gain: 0.25 },
  ],
  announcement: [
    { hz: 660, at: 0, seconds: 0.5, shape: "sine", gain: 0.3 },
    { hz: 880, at: 0.18, seconds: 0.7, shape: "sine", gain: 0.3 },
  ],
};

let context: AudioContext | null = null;

export function playSound(sound: Sound): void {
  const { sound: on, volume } = getSettings();
  if (!on || volume === 0 || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  const audio = context;
  // A browser keeps audio asleep until the first key or click; a scan is one.
  if (audio.state === "suspended") void audio.resume().catch(() => undefined);
  for (const note of scores[sound]) {
    const start = audio.currentTime + note.at;
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.type = note.shape;
    oscillator.frequency.value = note.hz;
    gain.gain.setValueAtTime(0.0001, start);
    gain.gain.exponentialRampToValueAtTime(Math.max(note.gain * volume, 0.0002), start + 0.008);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + note.seconds);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + note.seconds + 0.02);
  }
}
