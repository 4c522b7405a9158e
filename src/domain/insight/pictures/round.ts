/** Tenths of a px are enough for a picture, and make it smaller. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
