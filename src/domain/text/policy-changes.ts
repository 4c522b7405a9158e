import { repairCode } from "../assessment/describe-misses.ts";
import { isEditedByHand } from "../guard/policy-store/stored-guard.ts";
import { markPolicyIssue } from "../marks/policy-issue.ts";
import { compareVersions, digestOfChanges, type PolicyChange } from "../proposal/policy-changes.ts";
import { fileNameOf } from "../run/file-name.ts";
import { describeEntries } from "./describe-entries.ts";
import { describeRepair } from "./describe-repair.ts";
import { plainName } from "./escape.ts";
import { renderToFit } from "./fit.ts";
import { render } from "./render.ts";
import { sayReason } from "./say-reason.ts";

/** GitHub takes 65,536 with the mark, whose path may be long. */
const longestBody = 60_000;
// The evidence goes before what is to be written.
const cuts: readonly Cut[] = [
  { rows: 500, lines: 2_000 },
  { rows: 100, lines: 2_000 },
  { rows: 20, lines: 2_000 },
  { rows: 5, lines: 2_000 },
  { rows: 0, lines: 2_000 },
  { rows: 0, lines: 500 },
  { rows: 0, lines: 100 },
  { rows: 0, lines: 10 },
];
interface Cut {
  /** At most so many rows of evidence for each job. */
  readonly rows: number;
  /** At most so many entries for each policy. */
  readonly lines: number;
}

/** The issue that shows what the stored policies of a workflow file should become. `page` is the repository's. */
export function renderPolicyChanges(
  path: string,
  changes: readonly PolicyChange[],
  page: string,
): { readonly title: string; readonly body: string } {
  const text = renderToFit(cuts, longestBody, (cut) =>
    render("policy-changes", { path, changes: changes.map((change) => describe(change, page, cut)) }),
  );
  const title = `Egress: the Policy Store wants a change for ${plainName(fileNameOf(path), 100)}`;
  return { title, body: markPolicyIssue(text, { path, digest: digestOfChanges(changes) }) };
}

function describe(change: PolicyChange, page: string, { rows: most, lines }: Cut): object {
  const { name, scope, why, jobs, current, written } = change;
  const { differences, same } = compareVersions(change);
  return {
    name,
    scope,
    why,
    jobs: jobs.slice(0, 20).map((job) => ({
      jobId: job.jobId,
      returnedBy: why === "return" && job.decision !== null ? job.decision.login : null,
      repairs: describeRepair(job, page, { notes: [], notProposed: [] }).rows.slice(0, most),
      rows:
        why === "switch"
          ? describeEntries(job.recommendation?.entries ?? [], job.learned, page).slice(0, most)
          : [],
      unused: why === "trim" ? job.unused.slice(0, most) : [],
      others: job.reasons
        .filter(({ code }) => code !== repairCode)
        .slice(0, 10)
        .map(sayReason),
    })),
    moreJobs: Math.max(0, jobs.length - 20),
    isNew: current === null,
    isKnown: written !== null,
    isEdited: isEditedByHand({ policy: current, written }),
    differences: differences.slice(0, lines),
    moreDifferences: Math.max(0, differences.length - lines),
    same,
  };
}

/** What is said when nothing is left to write: that it is done, or that the lists are kept elsewhere now. */
export function renderPoliciesSettled(isStored: boolean): string {
  return isStored
    ? "The Policy Store holds what is recommended, so I close this."
    : "The settings now keep the lists in the workflow files, so I close this.";
}
