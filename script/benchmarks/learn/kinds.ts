import type { Call } from "../../../test/fake-github/http/api-server.ts";

/** What calls are for: to learn a run, to look at a proposal and what it follows from, and to change something. */
export const kinds = ["jobs", "logs", "file", "commits", "looks", "writes"] as const;
export type Count = Readonly<Record<(typeof kinds)[number], number>>;

/** Counts calls by what they are for. A workflow file is read by runs and by looks, and counts as `file`. */
export function countByKind(calls: readonly Call[]): Count {
  const count = { jobs: 0, logs: 0, file: 0, commits: 0, looks: 0, writes: 0 };
  for (const call of calls) count[kindOf(call)] += 1;
  return count;
}

function kindOf({ method, route, path }: Call): keyof Count {
  if (method !== "GET") return "writes";
  if (route.endsWith("/attempts/{attempt_number}/jobs")) return "jobs";
  if (route.endsWith("/jobs/{job_id}/logs")) return "logs";
  if (route.includes("/compare/")) return "commits";
  return /\/contents\/\.github(?:%2F|\/)workflows(?:%2F|\/)/.test(path) ? "file" : "looks";
}

export function total(count: Count): number {
  return kinds.reduce((sum, kind) => sum + count[kind], 0);
}
