import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { LearnTools } from "./tools.ts";

/** The client that reaches the repository of a called workflow, another one's by tokens of its own; the run's own where it is null. */
export async function clientOf(
  callee: { readonly owner: string; readonly name: string } | null,
  { octokit, callees }: Pick<LearnTools, "octokit" | "callees">,
): Promise<Octokit> {
  return callee === null || callees === undefined ? octokit : callees.connectTo(callee);
}
