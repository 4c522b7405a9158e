import { isMap, isScalar, isSeq } from "yaml";
import { entryKey } from "../endpoint/entry.ts";
import { mayBlock, readPolicy } from "../guard/guard-policy.ts";
import { unguardableByLabels } from "../record/reasons.ts";
import type { Job, WorkflowFile } from "../workflow/workflow-file.ts";
import { findPair } from "../workflow/yaml-map.ts";
import { isConditional } from "./weakened-guard.ts";

/** Something by which a new version of a workflow file weakens a job that blocks. Details are foreign texts. */
export interface Weakened {
  readonly jobId: string;
  readonly how:
    | "job-gone"
    | "guard-gone"
    | "guard-audits"
    | "guard-unclear"
    | "guard-moved"
    | "guard-conditional"
    | "container"
    | "self-hosted"
    | "list-grows"
    | "action-changed";
  /** The entries, or actions, that are new; empty for the others. */
  readonly details: readonly string[];
}

const mostDetails = 50;

/** Finds what weakens the jobs of a file that block before, and maybe after. `owner` owns the repository: its actions are nobody else's. */
export function findWeakened(
  before: WorkflowFile,
  after: WorkflowFile,
  isBlocking: (jobId: string) => boolean,
  owner: string,
): readonly Weakened[] {
  const next = new Map(after.jobs.map((job) => [job.id, job]));
  return before.jobs.flatMap((job) => {
    const policy = readPolicy(job);
    if (policy === null || !mayBlock(policy) || !isBlocking(job.id)) return [];
    const changed = next.get(job.id);
    if (changed === undefined) return [{ jobId: job.id, how: "job-gone", details: [] } as const];
    return compareJobs({ job, file: before }, { job: changed, file: after }, owner).map(
      ([how, details = []]): Weakened => ({ jobId: job.id, how, details: details.slice(0, mostDetails) }),
    );
  });
}

interface Version {
  readonly job: Job;
  readonly file: WorkflowFile;
}

type Found = readonly [Weakened["how"], (readonly string[])?];

function compareJobs(before: Version, after: Version, owner: string): readonly Found[] {
  const [old, next] = [before.job.guards[0], after.job.guards[0]];
  const [was, is] = [readPolicy(before.job), readPolicy(after.job)];
  if (next === undefined || is === null) return [["guard-gone"]];
  const found: Found[] = [];
  if (is.policy === "audit") found.push(["guard-audits"]);
  else if (is.policy === "other" && was?.policy === "block") found.push(["guard-unclear"]);
  if (next.index > (old?.index ?? 0)) found.push(["guard-moved"]);
  if (isConditional(next) && (old === undefined || !isConditional(old))) found.push(["guard-conditional"]);
  const [content, oldContent] = [contentOf(after), contentOf(before)];
  if (has(content, "container") && !has(oldContent, "container")) found.push(["container"]);
  if (isSelfHosted(after) && !isSelfHosted(before)) found.push(["self-hosted"]);
  const known = new Set((was?.own ?? []).map(entryKey));
  const added = is.own.filter((entry) => !known.has(entryKey(entry)));
  if (added.length > 0) found.push(["list-grows", added]);
  const used = new Set(listActions(before, owner));
  const other = listActions(after, owner).filter((action) => !used.has(action));
  if (other.length > 0) found.push(["action-changed", other]);
  return found;
}

function contentOf({ job, file }: Version): unknown {
  return file.resolve(job.node);
}

function has(content: unknown, key: string): boolean {
  return isMap(content) && findPair(content, key) !== null;
}

function isSelfHosted(version: Version): boolean {
  const content = contentOf(version);
  const { resolve } = version.file;
  const runsOn = isMap(content) ? resolve(findPair(content, "runs-on")?.value) : null;
  const labels = isMap(runsOn) ? resolve(findPair(runsOn, "labels")?.value) : runsOn;
  const listed = isSeq(labels) ? labels.items.map(resolve) : [labels];
  const texts = listed.flatMap((label) => (isScalar(label) ? [String(label.value)] : []));
  return unguardableByLabels(texts) === "self-hosted-runner";
}

/** What the job uses that belongs to others: actions and reusable workflows, as they are written. */
function listActions(version: Version, owner: string): readonly string[] {
  const content = contentOf(version);
  const { resolve } = version.file;
  const steps = isMap(content) ? resolve(findPair(content, "steps")?.value) : null;
  const uses = isSeq(steps)
    ? steps.items.flatMap((item) => {
        const step = resolve(item);
        const value = isMap(step) ? resolve(findPair(step, "uses")?.value) : null;
        return isScalar(value) && typeof value.value === "string" ? [value.value] : [];
      })
    : [];
  return [...uses, ...(version.job.calls === null ? [] : [version.job.calls])].filter(
    (action) => !action.startsWith("./") && action.split("/", 1)[0]?.toLowerCase() !== owner.toLowerCase(),
  );
}
