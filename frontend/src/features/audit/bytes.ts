const units = ["B", "KB", "MB", "GB", "TB"] as const;

/** 43.1 MB, in steps of 1000 as drives are sold. */
export function bytes(n: number): string {
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
