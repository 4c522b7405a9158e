/**
 * The share of coming runs that will call something outside the list, at most, with 95 % confidence, after `quietRuns`
 * runs in a row that called nothing outside it: 1 − 0.05^(1/n) (the exact form of the "rule of three"). 1 for no run.
 */
export function riskUpperBound(quietRuns: number): number {
  return quietRuns <= 0 ? 1 : 1 - 0.05 ** (1 / quietRuns);
}
