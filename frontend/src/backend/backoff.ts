/** Waiting times between attempts to reconnect: 300 ms doubling to 5 s, each with jitter so that screens do not come back together. */
export function reconnectDelay(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(300 * 2 ** attempt, 5000);
  return Math.round(base * (0.75 + random() * 0.5));
}
