/** How many of a job's runs were of other repositories, of which nothing more may be told. */
export function sayCallers(runs: number, of: number): string {
  const were = runs === 1 ? "run was" : "runs were";
  return `${runs} of ${of} ${were} in other repositories that call this workflow`;
}
