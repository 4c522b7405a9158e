const doubt = 0.05;

/**
 * The share of coming runs that will call something outside the list, at most, with 95 % confidence, after `quietRuns`
 * runs in a row that called nothing outside it: 1 − 0.05^(1/n) (the exact form of the "rule of three"). 1 for no run.
 */
export function riskUpperBound(quietRuns: number): number {
  return quietRuns <= 0 ? 1 : 1 - doubt ** (1 / quietRuns);
}

/** After how many quiet runs `riskUpperBound` is at most `risk`: infinitely many for 0. */
export function quietRunsFor(risk: number): number {
  if (risk >= 1) return 0;
  if (risk <= 0) return Number.POSITIVE_INFINITY;
  const runs = Math.max(1, Math.floor(Math.log(doubt) / Math.log(1 - risk)));
  return riskUpperBound(runs) <= risk ? runs : runs + 1;
}
