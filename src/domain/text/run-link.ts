import type { RunKey } from "../baseline/baseline.ts";
import { isOfCaller } from "../baseline/caller-run.ts";

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
