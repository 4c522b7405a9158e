import { isScalar, type Pair } from "yaml";
import { splitAgentList } from "../endpoint/agent-list.ts";
import { readAllowedEntry } from "../endpoint/entry.ts";
import type { Job, WorkflowFile } from "../workflow/workflow-file.ts";
import { readMeantEntries } from "./list-words.ts";
import type { Policy } from "./policy.ts";
import { findStayComment } from "./stay-comment.ts";

/** What a job's guard step does as the file says it, and the entries of its list. */
export interface GuardPolicy {
  /** `other` is what only the run can tell, such as an expression, or a policy of the Policy Store: the file alone does not. */
  readonly policy: "audit" | "block" | "other";
  /** Of the list of its own, or else of the stored one: as their author meant them. */
  readonly entries: readonly string[];
  /** The pieces of the same list, as the agent splits it. What it lets through is to be asked of them. */
  readonly pieces: readonly string[];
  /** Of the list that stands in the file, as their author meant them. */
  readonly own: readonly string[];
  /** What it asks of the Policy Store; null where it does not ask. */
  readonly asks: { readonly scope: "workflow" } | { readonly scope: "job"; readonly name: string } | null;
  /** A comment beside the policy that asks to leave it in audit mode; null where none does. Foreign text. */
  readonly stayComment: string | null;
  /** What a stored policy would change for the step. */
  readonly switches: Pick<Policy, "disableTelemetry" | "disableSudo" | "disableFileMonitoring">;
}

/**
 * The guard policies of a workflow file's jobs by job id, without the jobs that have no guard; as the file alone says it;
 * empty where there is no file, or none that can be read.
 */
export function readPolicies(file: Pick<WorkflowFile, "jobs"> | null): ReadonlyMap<string, GuardPolicy> {
  const policies = new Map<string, GuardPolicy>();
  for (const job of file?.jobs ?? []) {
    const policy = readPolicy(job);
    if (policy !== null) policies.set(job.id, policy);
  }
  return policies;
}

/** The policy of the job's first guard step; null where it has none. */
export function readPolicy(job: Job): GuardPolicy | null {
  const [guard] = job.guards;
  if (guard === undefined) return null;
  const { inputs } = guard;
  const list = inputs.get("allowed-endpoints");
  const own = readMeantEntries(job.text, list?.value);
  const asks = readAsked(inputs);
  return {
    policy: asks === null ? policyOf(inputs.get("egress-policy")) : "other",
    entries: own,
    pieces: splitAgentList(textOf(list) ?? ""),
    own,
    asks,
    stayComment: findStayComment(guard),
    switches: {
      disableTelemetry: isOn(inputs.get("disable-telemetry")),
      disableSudo: isOn(inputs.get("disable-sudo")),
      disableFileMonitoring: isOn(inputs.get("disable-file-monitoring")),
    },
  };
}

/** Whether a guard may block, as far as the file tells: it says so, or asks for a policy, which may. */
export function mayBlock({ policy, asks }: GuardPolicy): boolean {
  return policy === "block" || asks !== null;
}

/** As the action asks: for the whole workflow's policy first. */
function readAsked(inputs: ReadonlyMap<string, Pair>): GuardPolicy["asks"] {
  if (isOn(inputs.get("use-policy-store"))) return { scope: "workflow" };
  const name = (textOf(inputs.get("policy")) ?? "").trim();
  return name === "" ? null : { scope: "job", name };
}

function isOn(pair: Pair | undefined): boolean {
  return isScalar(pair?.value) && String(pair.value.value).trim().toLowerCase() === "true";
}

/** The exact hosts that a guard's list names. */
export function hostsOf({ entries }: Pick<GuardPolicy, "entries">): readonly string[] {
  const hosts = new Set<string>();
  for (const text of entries) {
    const entry = readAllowedEntry(text);
    if (entry.kind === "host") hosts.add(entry.host);
  }
  return [...hosts];
}

function policyOf(pair: Pair | undefined): GuardPolicy["policy"] {
  // The action's own default.
  if (pair === undefined) return "block";
  const value = textOf(pair)?.trim();
  return value === "audit" || value === "block" ? value : "other";
}

function textOf(pair: Pair | undefined): string | null {
  const node = pair?.value;
  return isScalar(node) && typeof node.value === "string" ? node.value : null;
}
