import type { Enforcement, NotEnforcedCause } from "../../src/domain/record/enforcement.ts";
import { run, teach, workflow } from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import type { Example, Part } from "./example.ts";
import { showComments } from "./show.ts";
import { openProposal, passDays } from "./world.ts";

export const enforced: Enforcement = { state: "enforced" };
export const not = (cause: NotEnforcedCause, detail: string | null = null): Enforcement => ({
  state: "not-enforced",
  cause,
  detail,
});

/** What the bot says on a merged pull request of two jobs after their first runs. */
async function merged(jobs: Readonly<Record<string, Run | readonly Run[]>>): Promise<readonly Part[]> {
  const { repository, number } = await openProposal(workflow("build", "test"), "build", "test");
  repository.mergePull(number, "mona");
  passDays(2);
  for (const [jobId, recorded] of Object.entries(jobs))
    await teach(
      repository,
      jobId,
      [recorded].flat().map((one, index) => ({
        calls: [`${jobId}.example.com`],
        runId: 2_001 + index,
        day: 60 + index,
        ...one,
      })),
    );
  await run(repository);
  return showComments(repository, number);
}

/** Two legs, of which one left no record that can be believed. */
const partly: readonly Run[] = [
  { enforcement: enforced, leg: "build (a)" },
  {
    calls: [],
    leg: "build (b)",
    runId: 2_001,
    day: 60,
    complete: false,
    enforcement: { state: "unknown" },
    silence: { state: "unknown", reason: "ambiguous-record" },
  },
];

export const failed: Run = { enforcement: enforced, failed: true };
/** As of a runner that was gone before it had sent its log. */
export const lost: Run = {
  calls: [],
  enforcement: { state: "unknown" },
  silence: { state: "died", reason: "log-not-found" },
  failed: true,
  complete: false,
};

export const afterMerge: readonly Example[] = [
  {
    name: "merged-enforced",
    what: "Comment: the first runs after the merge were held to their lists",
    when: "The jobs of a merged pull request ran in block mode for the first time.",
    write: () =>
      merged({
        build: { enforcement: enforced },
        test: { enforcement: enforced, refused: ["odd.example.org"] },
      }),
  },
  {
    name: "merged-one-leg",
    what: "Comment: one leg of the first run after the merge proves nothing",
    when: "The record of another leg cannot be told from a forged one.",
    write: () => merged({ build: partly, test: { enforcement: enforced } }),
  },
  {
    name: "merged-not-enforced",
    what: "Comment: a first run after the merge was not held to its list",
    when: "A job of a merged pull request ran in block mode for the first time, and nothing was blocked.",
    write: () =>
      merged({
        build: { enforcement: not("host-unresolved", "build.example.com") },
        test: { enforcement: enforced },
      }),
  },
  {
    name: "merged-failing",
    what: "Comment: the first runs after the merge failed, though nothing was refused",
    when: "One job of a merged pull request was held to its list and failed, the other ended without a log, and failed again.",
    write: () => merged({ build: failed, test: [lost, lost] }),
  },
];
