/** The insights page of a run, by its whole address. */
export interface RunPageLink {
  readonly run: number;
  readonly url: string;
}

/**
 * The way from a text on GitHub to the insights page about it, and to that of the run that shows what it tells, Markdown; empty where there are
 * no pages.
 */
export function sayInsights(url: string | null, shownBy: RunPageLink | null = null): string {
  if (url === null) return "";
  const all = `[See what each run called](${url})`;
  return shownBy === null ? all : `${all} · [what run ${shownBy.run} called](${shownBy.url})`;
}
