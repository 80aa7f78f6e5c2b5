import { useScans } from "../state/scan";
import { playSound } from "../state/sounds";

/** While it is shown, a scan is refused with a sound: something else has to be answered first. */
export function NoScans() {
  useScans(() => playSound("refused"));
  return null;
}
