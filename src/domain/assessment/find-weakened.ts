import { isAlias, isMap, isScalar, isSeq } from "yaml";
import { splitAgentList } from "../endpoint/agent-list.ts";
import { entryKey } from "../endpoint/entry.ts";
import { createRunnerReader } from "../guard/check/runners.ts";
import { type GuardPolicy, mayBlock, readPolicy } from "../guard/guard-policy.ts";
import { isGitHubLabel, suspectLabels } from "../record/reasons.ts";
import type { Job, WorkflowFile } from "../workflow/workflow-file.ts";
import { findPair } from "../workflow/yaml-map.ts";
import { compareEnvironments } from "./compare-environment.ts";
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
    | "runner-changed"
    | "policy-changed"
    | "options-changed"
    | "environment-changed"
    | "list-grows"
    | "action-changed";
  /** The entries, actions, labels, options or variables that are new; empty for the others. */
  readonly details: readonly string[];
}

const mostDetails = 50;

/** Finds what weakens the jobs of a file that block before, and maybe after; null where the file is gone. `owner` owns the repository: its actions are nobody else's. */
export function findWeakened(
  before: WorkflowFile,
  after: WorkflowFile | null,
  isBlocking: (jobId: string) => boolean,
  owner: string,
): readonly Weakened[] {
  const next = new Map(after?.jobs.map((job) => [job.id, job]));
  return before.jobs.flatMap((job) => {
    const policy = readPolicy(job);
    if (policy === null || !mayBlock(policy) || !isBlocking(job.id)) return [];
    const changed = next.get(job.id);
    if (after === null || changed === undefined)
      return [{ jobId: job.id, how: "job-gone", details: [] } as const];
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
  found.push(...compareRunners(before, after));
  if (is.asks !== null && JSON.stringify(is.asks) !== JSON.stringify(was?.asks))
    found.push(["policy-changed"]);
  const options = findLooser(was?.switches ?? is.switches, is.switches);
  if (options.length > 0) found.push(["options-changed", options]);
  const variables =
    old === undefined ? [] : compareEnvironments({ ...before, guard: old }, { ...after, guard: next });
  if (variables.length > 0) found.push(["environment-changed", variables]);
  const known = new Set((was === null ? [] : listEntries(before, was)).map(entryKey));
  const added = listEntries(after, is).filter((entry) => !known.has(entryKey(entry)));
  if (added.length > 0) found.push(["list-grows", added]);
  const used = new Set(listActions(before, owner));
  const other = listActions(after, owner).filter((action) => !used.has(action));
  if (other.length > 0) found.push(["action-changed", other]);
  return found;
}

/** The entries of the list in the file, also where an alias stands for it: what that means changes elsewhere in the file. */
function listEntries({ job, file }: Version, { own }: Pick<GuardPolicy, "own">): readonly string[] {
  const node = job.guards[0]?.inputs.get("allowed-endpoints")?.value;
  const list = isAlias(node) ? file.resolve(node) : null;
  return isScalar(list) ? splitAgentList(String(list.value)) : own;
}

function contentOf({ job, file }: Version): unknown {
  return file.resolve(job.node);
}

function has(content: unknown, key: string): boolean {
  return isMap(content) && findPair(content, key) !== null;
}

/** Runners that the job did not ask for, of which it is not known that a list holds there. A self-hosted one may have any label. */
function compareRunners(before: Version, after: Version): readonly Found[] {
  const known = new Set(legsOf(before).map((labels) => labels.join("\n")));
  const other = legsOf(after).filter(
    (labels) =>
      !known.has(labels.join("\n")) &&
      (labels.length === 0 || suspectLabels(labels) !== null || !labels.every(isGitHubLabel)),
  );
  const isSelfHosted = other.some((labels) => suspectLabels(labels) === "self-hosted-runner");
  if (isSelfHosted) return [["self-hosted"]];
  return other.length === 0 ? [] : [["runner-changed", [...new Set(other.flat())]]];
}

/** The labels of each leg; one leg without labels where the file does not tell. */
function legsOf({ job, file }: Version): readonly (readonly string[])[] {
  const { legs } = createRunnerReader(file)(job);
  return legs.length === 0 ? [[]] : legs;
}

type Switches = NonNullable<ReturnType<typeof readPolicy>>["switches"];

/** The options by which a step watches less, or lets the job do more, than before. */
function findLooser(was: Switches, is: Switches): readonly string[] {
  return [
    ...(was.disableSudo && !is.disableSudo ? ["disable-sudo"] : []),
    ...(!was.disableTelemetry && is.disableTelemetry ? ["disable-telemetry"] : []),
    ...(!was.disableFileMonitoring && is.disableFileMonitoring ? ["disable-file-monitoring"] : []),
  ];
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
