import { listCauses } from "../../../shared/list-causes.ts";
import type { Octokit } from "./octokit.ts";

/** A call was not made, because what is left of the hour is for what is more urgent. */
export class CallsHeldError extends Error {
  override readonly name = "CallsHeldError";
  readonly code = "calls-held";
  /** Ms since 1970. */
  readonly until: number;
  constructor(until: number) {
    super("what is left of GitHub's limit is kept for what is more urgent");
    this.until = until;
  }
}

/** How deep an error's causes are searched. */
const deepestCause = 5;

/** Until when calls were held, in ms since 1970, where an error or one of its causes says so; null for every other error. */
export function findCallsHeld(error: unknown): number | null {
  for (const cause of listCauses(error, deepestCause))
    if (cause instanceof CallsHeldError) return cause.until;
  return null;
}

/**
 * Makes a client ask before its calls whether they may be made; only before the first where what it does had better not be broken off.
 * @throws CallsHeldError
 */
export function holdCalls(
  octokit: Octokit,
  {
    asks,
    findHold,
  }: { readonly asks: "once" | "each-time"; readonly findHold: () => Promise<number | null> },
): void {
  let isAdmitted = false;
  octokit.hook.before("request", async () => {
    if (isAdmitted) return;
    const until = await findHold();
    if (until !== null) throw new CallsHeldError(until);
    isAdmitted = asks === "once";
  });
}
