import { revertedCode } from "../../assessment/describe-enforcement.ts";
import { repairCode } from "../../assessment/describe-misses.ts";
import { type JobAssessment, listOf } from "../../assessment/job-assessment.ts";
import { isEditedByHand } from "../../guard/policy-store/stored-guard.ts";
import { markPolicyIssue } from "../../marks/policy-issue.ts";
import { compareVersions, digestOfChanges, type PolicyChange } from "../../proposal/policy-changes.ts";
import { fileNameOf } from "../../run/file-name.ts";
import { describeEntries } from "../describe-entries.ts";
import { describeRepair } from "../describe-repair.ts";
import { plainName } from "../escape.ts";
import { renderToFit } from "../fit.ts";
import { render } from "../render.ts";
import { sayReason } from "../say-reason.ts";
import { sayInsights } from "../sentences/insights.ts";
import { cutList } from "./cut-list.ts";
import { describeDenied } from "./describe-denied.ts";
import { sayRefusedIn } from "./say-evidence.ts";
import { nameDeed } from "./title.ts";

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

/** The issue that shows what the stored policies of a workflow file should become. `page` is the repository's, `insights` the one about it. */
export function renderPolicyChanges(
  path: string,
  changes: readonly PolicyChange[],
  { page, insights }: { readonly page: string; readonly insights: string | null },
): { readonly title: string; readonly body: string } {
  const text = renderToFit(cuts, longestBody, (cut) =>
    render("policy-changes", {
      file: plainName(fileNameOf(path), 100),
      count: changes.length,
      changes: changes.map((change) => describe(change, page, cut)),
      insights: sayInsights(insights),
    }),
  );
  const title = `${plainName(fileNameOf(path), 60)}: ${nameChanges(changes)}`;
  return { title, body: markPolicyIssue(text, { path, digest: digestOfChanges(changes) }) };
}

/** What the changes do, for the title. */
function nameChanges(changes: readonly PolicyChange[]): string {
  const [only] = changes;
  if (only === undefined || changes.length > 1)
    return `change ${changes.length} policies in the Policy Store`;
  const { why, jobs } = only;
  const listed = jobs.map((job) => ({ jobId: job.jobId, entries: listChanged(job, why) }));
  return `${nameDeed(why, listed)} (Policy Store)`;
}

function listChanged(job: JobAssessment, why: PolicyChange["why"]): readonly string[] {
  switch (why) {
    case "repair":
      return job.repairs;
    case "switch":
      return listOf(job);
    case "deny":
      return job.denied.map(({ key }) => key);
    case "trim":
      return job.unused.map(({ key }) => key);
    case "return":
      return [];
  }
}

function describe(change: PolicyChange, page: string, { rows: most, lines }: Cut): object {
  const { name, scope, why, jobs, current, written } = change;
  const { differences, same } = compareVersions(change);
  return {
    name,
    scope,
    why,
    jobs: jobs.slice(0, 20).map((job) => {
      // What its entry did is said above the table.
      const isFatal = why === "deny" && job.denied.some(({ unresolvedIn }) => unresolvedIn !== null);
      const repair = describeRepair(job, page, { notes: [], notProposed: [] });
      return {
        jobId: job.jobId,
        repairs: repair.rows.slice(0, most),
        evidence: repair.rows.length > 0 ? sayRefusedIn(repair) : "",
        rows:
          why === "switch"
            ? describeEntries(job.recommendation?.entries ?? [], job.learned, page).slice(0, most)
            : [],
        unused:
          why === "trim"
            ? job.unused.slice(0, most).map(({ key, ...row }) => ({ ...row, endpoint: key, what: null }))
            : [],
        denied: why === "deny" ? describeDenied(job, page).slice(0, most) : [],
        others: job.reasons
          .filter(({ code }) => code !== repairCode && !(isFatal && code === revertedCode))
          .slice(0, 10)
          .map(sayReason),
      };
    }),
    returnedBy:
      why === "return" ? (jobs.find(({ decision }) => decision !== null)?.decision?.login ?? null) : null,
    moreJobs: Math.max(0, jobs.length - 20),
    isNew: current === null,
    isKnown: written !== null,
    isEdited: isEditedByHand({ policy: current, written }),
    removed: (current?.entries.length ?? 0) - change.wanted.entries.length,
    differences: cutList(differences, lines),
    same,
  };
}

/** What is said when nothing is left to write: that it is done, or that the lists are kept elsewhere now. */
export function renderPoliciesSettled(isStored: boolean): string {
  return isStored
    ? "Done: the Policy Store holds what is recommended."
    : "Closed: the settings now keep the lists in the workflow files.";
}
