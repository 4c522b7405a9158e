import { isScalar } from "yaml";
import { readAllowedEntry } from "../../endpoint/entry.ts";
import { findPatternConflict } from "../../endpoint/entry-list.ts";
import { findDead } from "../../endpoint/usable-entries.ts";
import type { Release } from "../../harden-runner/version-table.ts";
import { refusalWords } from "../../text/sentences/edit-refusals.ts";
import { guardAction } from "../../workflow/guard-action.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import type { Job, WorkflowFile } from "../../workflow/workflow-file.ts";
import { type EditRefusal, refuseEdit } from "../refusal.ts";
import type { GuardTarget } from "../target.ts";
import { findObstacle, findSharing } from "./find-obstacle.ts";
import { type JobEdit, ownOnly } from "./job-edit.ts";
import { planAudit, planBlock, planWithout } from "./plan-list.ts";
import { planPin } from "./plan-pin.ts";
import { planStored } from "./plan-stored.ts";
import { hasInput, listStepNotes } from "./step-notes.ts";

/** Plans how one job's guard step comes to do what is wanted, and to use which release, or says why it does not. */
export function planEdit(file: WorkflowFile, id: string, target: GuardTarget): JobEdit | EditRefusal {
  const job = file.jobs.find((one) => one.id === id);
  if (job === undefined) return refuseEdit(id, "job-not-found", refusalWords.noSuchJob, null);
  const lineOf: LineOf = (node) => {
    const start = node?.range?.[0];
    return start === undefined ? null : file.positionOf(start).line;
  };
  const jobLine = lineOf(job.key);
  if (job.calls !== null) {
    return refuseEdit(id, "reusable-workflow-call", refusalWords.calledWorkflow(job.calls), jobLine);
  }
  const [guard, another] = job.guards;
  if (guard === undefined)
    return refuseEdit(id, "no-guard-step", refusalWords.noGuardStep(guardAction), jobLine);
  if (another !== undefined) {
    return refuseEdit(id, "several-guard-steps", refusalWords.severalGuardSteps, lineOf(another.uses));
  }
  const pin = "pin" in target ? (target.pin ?? null) : null;
  const plan = target.policy === "keep" ? keepAsItIs(id) : planPolicy(file, job, guard, target, lineOf);
  return "code" in plan || pin === null ? plan : addPin(file, job, guard, pin, plan, lineOf);
}

type LineOf = (node: { range?: readonly number[] | null | undefined } | null) => number | null;

function planPolicy(
  file: WorkflowFile,
  job: Job,
  guard: GuardStep,
  target: Exclude<GuardTarget, { policy: "keep" }>,
  lineOf: LineOf,
): JobEdit | EditRefusal {
  const { id } = job;
  const line = lineOf(guard.uses);
  if (target.policy === "store" && namesPolicy(guard, target.name)) {
    return keepAsItIs(id);
  }
  const obstacle = findObstacle(file, job, guard);
  if (obstacle !== null)
    return refuseEdit(id, obstacle.code, obstacle.message, lineOf(obstacle.node) ?? line);
  if (target.policy === "audit") return planAudit(file.text, id, guard, line);
  const denied = findDenied(guard, target);
  if (denied !== null) return refuseEdit(id, "denied-endpoints", denied, line);
  const plan = planTarget(file, job, guard, target, line);
  if ("code" in plan || plan.splices.length === 0) return plan;
  const isSwitch = target.policy === "store" || namesAudit(guard);
  return { ...plan, notes: [...plan.notes, ...listStepNotes(guard, isSwitch)] };
}

function planTarget(
  file: WorkflowFile,
  job: Job,
  guard: GuardStep,
  target: Exclude<GuardTarget, { policy: "audit" | "keep" }>,
  line: number | null,
): JobEdit | EditRefusal {
  const { id } = job;
  if ("without" in target) return planWithout(file.text, id, guard, target.without, line);
  const unfit = findUnfit(target.entries);
  if (unfit !== null) return refuseEdit(id, unfit.code, unfit.message, line);
  if (target.policy === "store") return planStored(file, job, guard, target);
  return planBlock(file, id, guard, target, line);
}

/** Why entries are not to be written into any list; null where they may be. */
function findUnfit(wanted: readonly string[]): Pick<EditRefusal, "code" | "message"> | null {
  for (const entry of wanted) {
    const dead = /\s/.test(entry) ? null : findDead(entry);
    if (dead !== null) return { code: dead.code, message: refusalWords.deadEntry([entry]) };
    if (readAllowedEntry(entry).kind === "invalid")
      return { code: "invalid-endpoint", message: refusalWords.notAnEndpoint(entry) };
  }
  return findPatternConflict([], wanted);
}

function keepAsItIs(job: string): JobEdit {
  const kept = { policyKey: "egress-policy", listKey: "allowed-endpoints", policy: null, entries: null };
  return { job, splices: [], ...kept, notes: [], ...ownOnly, keepsInputs: true };
}

/** Moves the step to a release, beside all else. */
function addPin(
  file: WorkflowFile,
  job: Job,
  guard: GuardStep,
  pin: Release,
  edit: JobEdit,
  lineOf: LineOf,
): JobEdit | EditRefusal {
  const line = lineOf(guard.uses);
  const shared = findSharing(file, job, guard, [guard.uses]);
  if (shared !== null) return refuseEdit(job.id, shared.code, shared.message, lineOf(shared.node) ?? line);
  const moved = planPin(file.text, guard, pin);
  if (!moved.ok) return refuseEdit(job.id, "unsupported-value", moved.message, line);
  // The comment ends the line below which an input may come.
  return { ...edit, splices: [...moved.splices, ...edit.splices], uses: moved.uses };
}

/** Why `denied-endpoints` stands in the way: an edit would take it out of force, or bring it into force. Null where it does not. */
function findDenied(guard: GuardStep, { policy }: GuardTarget): string | null {
  if (!hasInput(guard, "denied-endpoints")) return null;
  if (policy === "store") return refusalWords.deniedEndpointsStored;
  return hasInput(guard, "allowed-endpoints") ? null : refusalWords.deniedEndpoints;
}

function namesAudit({ inputs }: GuardStep): boolean {
  const policy = inputs.get("egress-policy")?.value;
  return isScalar(policy) && String(policy.value).trim() === "audit";
}

/** Whether a step takes the policy from the Policy Store already, and nothing of its own stands above it. */
function namesPolicy({ inputs }: GuardStep, name: string): boolean {
  const [policy, list] = ["policy", "allowed-endpoints"].map((input) => inputs.get(input)?.value);
  const hasList = isScalar(list) && String(list.value ?? "").trim() !== "";
  return isScalar(policy) && policy.value === name && !hasList;
}
