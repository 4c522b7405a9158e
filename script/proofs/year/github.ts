import { createHash } from "node:crypto";
import type { Octokit } from "../../../src/adapters/github/client/octokit.ts";
import type { HostileChange } from "./attackers.ts";
import { dateOf } from "./observe.ts";
import type { LivingRepository } from "./world.ts";

/** The commit of a repository at a day: each lock file's update is one, and the repository's own work one more a day. */
export function commitAt({ name, updates }: LivingRepository, day: number): string {
  const count = updates.filter((update) => update <= day).length;
  return createHash("sha1")
    .update(`${name} ${count} ${Math.floor(day)}`)
    .digest("hex");
}

/**
 * What learning asks of GitHub about a refused host: the run before, and what changed since. `dayOf` gives the day of a run. The rest of
 * Octokit is not there: who calls it fails.
 */
export function createGitHub(
  repository: LivingRepository,
  dayOf: (runId: number) => number,
  changeOf: () => HostileChange | null,
): Octokit {
  const commits = new Map<string, number>();
  const note = (day: number): string => {
    const sha = commitAt(repository, day);
    commits.set(sha, day);
    return sha;
  };
  const rest = {
    actions: {
      getWorkflowRunAttempt: async ({ run_id: id }: { readonly run_id: number }) => ({
        data: {
          id,
          path: ".github/workflows/ci.yml",
          event: "push",
          head_sha: note(dayOf(id)),
          repository: { full_name: `octo-org/${repository.name}` },
          created_at: dateOf(dayOf(id)),
        },
      }),
    },
    repos: {
      compareCommitsWithBasehead: async ({ basehead }: { readonly basehead: string }) => {
        const [base = 0, head = 0] = basehead.split("...").map((sha) => commits.get(sha));
        const isUpdated = repository.updates.some((update) => update > base && update <= head);
        const change = changeOf();
        const files = [
          { filename: "src/index.ts", patch: "+changed" },
          ...(isUpdated ? [{ filename: "package-lock.json", patch: "+changed" }] : []),
          ...(change !== null && change.day > base && change.day <= head
            ? [{ filename: change.file, patch: `+${change.line}` }]
            : []),
        ];
        return { data: { files } };
      },
    },
  };
  return { rest, note } as unknown as Octokit;
}
