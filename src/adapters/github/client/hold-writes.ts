import { listCauses } from "../../../shared/list-causes.ts";
import type { Octokit } from "./octokit.ts";

/** Why nothing may be written: whoever runs the bot has switched it off, or the settings say `paused: true`. */
export type HoldReason = "off" | "paused";

const mostCauses = 10;

/** Something was to be written while nothing may be. The task it belongs to waits. */
export class WritesHeldError extends Error {
  override readonly name = "WritesHeldError";
  readonly reason: HoldReason;

  constructor(reason: HoldReason) {
    super(reason === "off" ? "EGRESS_WRITES is off" : "the settings say paused: true");
    this.reason = reason;
  }
}

/** Why nothing may be written, if an error says so; null for every other error. */
export function findWritesHeld(error: unknown): HoldReason | null {
  for (const cause of listCauses(error, mostCauses))
    if (cause instanceof WritesHeldError) return cause.reason;
  return null;
}

/** Makes a client ask before each of its calls that changes something. @throws WritesHeldError */
export function holdWrites(octokit: Octokit, findReason: () => Promise<HoldReason | null>): void {
  octokit.hook.before("request", async ({ method, url, query }) => {
    if (!isWrite(method, url, query)) return;
    const reason = await findReason();
    if (reason !== null) throw new WritesHeldError(reason);
  });
}

/** A token of its own is no change to anybody's repository, and GraphQL reads by POST too. */
function isWrite(method: string, url: string, query: unknown): boolean {
  if (method === "GET" || method === "HEAD" || url.endsWith("/access_tokens")) return false;
  return !url.endsWith("/graphql") || !/^\s*(?:query\b|\{)/.test(String(query));
}
