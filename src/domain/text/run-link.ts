import type { RunKey } from "../baseline/baseline.ts";
import { isOfCaller } from "../baseline/caller-run.ts";
import { numbersOf } from "../baseline/memory.ts";
import { links } from "../run/insight-links.ts";
import type { RunPageLink } from "./sentences/insights.ts";

/** A run as one can open it. */
export interface RunLink {
  /** `2026-01-31` */
  readonly date: string;
  /** `noAddress` for a run of another repository, about which nothing must be told. */
  readonly url: string;
}

/** In place of an address: `render` shows the link's text alone. No text of others can have it. */
export const noAddress = "\u0000";

/** The link to a run that began at a time. `page` is the repository's, below which its runs are. */
export function linkRun(page: string, key: RunKey, at: string): RunLink {
  const [runId, attempt] = key.split("/");
  const url = isOfCaller(key) ? noAddress : `${page}/actions/runs/${runId}/attempts/${attempt}`;
  return { date: at.slice(0, 10), url };
}

/** What a run is called behind the word "run": its number, or that it was another repository's. */
export function nameRun(key: RunKey): string {
  return isOfCaller(key) ? "of another repository" : (key.split("/", 1)[0] ?? "");
}

/**
 * The insights page of the newest of some runs; null without an origin of pages, and where all are of other repositories. A key may be empty, which is
 * no run's.
 */
export function linkRunPage(
  pages: string | undefined,
  repository: { readonly owner: string; readonly name: string },
  keys: readonly RunKey[],
): RunPageLink | null {
  const own = keys.filter((key) => key !== "" && !isOfCaller(key)).map((key) => numbersOf(key)[0]);
  if (pages === undefined || own.length === 0) return null;
  const run = Math.max(...own);
  return { run, url: `${pages}${links.run(repository, run)}` };
}
