/** The way from a text on GitHub to the insights page about it, Markdown; empty where there are no pages. */
export function sayInsights(url: string | null): string {
  return url === null ? "" : `[See what each run called](${url})`;
}
