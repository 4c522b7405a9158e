import { isScalar, type Pair } from "yaml";
import { splitAtWhiteSpace } from "../harden-runner/allowed-endpoints.ts";
import { type Job, parseWorkflowFile } from "../workflow/workflow-file.ts";

/** What a job's guard step does as the file says it, and the entries of its list. */
export interface GuardPolicy {
  /** `other` is what only the run can tell, such as an expression. */
  readonly policy: "audit" | "block" | "other";
  readonly entries: readonly string[];
}

/** The guard policies of a workflow file's jobs by job id, without the jobs that have no guard; empty for an unreadable file. */
export function readPolicies(text: string): ReadonlyMap<string, GuardPolicy> {
  const parsed = parseWorkflowFile(text);
  const policies = new Map<string, GuardPolicy>();
  for (const job of parsed.ok ? parsed.file.jobs : []) {
    const policy = readPolicy(job);
    if (policy !== null) policies.set(job.id, policy);
  }
  return policies;
}

/** The policy of the job's first guard step; null where it has none. */
export function readPolicy(job: Job): GuardPolicy | null {
  const [guard] = job.guards;
  if (guard === undefined) return null;
  const list = textOf(guard.inputs.get("allowed-endpoints"));
  return { policy: policyOf(guard.inputs.get("egress-policy")), entries: splitAtWhiteSpace(list ?? "") };
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
