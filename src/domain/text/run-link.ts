import type { RunKey } from "../baseline/baseline.ts";

/** A run as one can open it. */
export interface RunLink {
  /** `2026-01-31` */
  readonly date: string;
  readonly url: string;
}

/** The link to a run that began at a time. `page` is the repository's, below which its runs are. */
export function linkRun(page: string, key: RunKey, at: string): RunLink {
  const [runId, attempt] = key.split("/");
  return { date: at.slice(0, 10), url: `${page}/actions/runs/${runId}/attempts/${attempt}` };
}
