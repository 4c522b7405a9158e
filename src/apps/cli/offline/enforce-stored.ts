import { readPolicies } from "../../../domain/guard/guard-policy.ts";
import { policyOf } from "../../../domain/guard/policy-store/policy-of.ts";
import type { GuardTarget } from "../../../domain/guard/target.ts";
import { type EditedWorkflow, editGuards } from "../../../domain/guard/workflow-step/edit.ts";
import type { Release } from "../../../domain/harden-runner/version-table.ts";
import { parseWorkflowFile, readableFile } from "../../../domain/workflow/workflow-file.ts";
import { UsageError } from "../shared/usage-error.ts";

/** How some jobs are to be enforced. */
export interface EnforceOptions {
  readonly path: string;
  /** The name of a policy; of several, which then are told apart by their jobs, the beginning. Null where none was given. */
  readonly name: string | null;
  /** How many jobs were asked for. */
  readonly names: number;
  /** Also what `egress check` would then call wrong. */
  readonly isForced: boolean;
  /** The releases that guard steps move to, by job id. */
  readonly pins: ReadonlyMap<string, Release>;
}

/** A policy as the Policy Store's API takes it, but for its owner. */
export interface PolicyBody {
  readonly policyName: string;
  readonly allowed_endpoints: readonly string[];
  readonly egress_policy: "audit" | "block";
  readonly disable_telemetry: boolean;
  readonly disable_sudo: boolean;
  readonly disable_file_monitoring: boolean;
}

/**
 * Lets the guard steps of some jobs name policies of the Policy Store, and says what these are to hold: `name` for one job, `name.JOB`
 * for each of several; `names` says how many jobs were asked for. @throws UsageError without a name
 */
export function enforceStored(
  text: string,
  lists: ReadonlyMap<string, readonly string[]>,
  { path, name, names, pins }: EnforceOptions,
): { readonly edit: EditedWorkflow; readonly policies: readonly PolicyBody[] } {
  if (name === null) throw new UsageError("enforce: --mode policy-store needs --name NAME");
  const nameOf = (job: string): string => (names === 1 ? name : `${name}.${job}`);
  const targets = new Map<string, GuardTarget>();
  for (const [job, pin] of pins) targets.set(job, { policy: "keep", pin });
  for (const [job, entries] of lists) {
    const pin = pins.get(job);
    targets.set(job, { policy: "store", name: nameOf(job), entries, ...(pin !== undefined && { pin }) });
  }
  const edit = editGuards(text, targets, { path });
  const refused = new Set(edit.refused.map(({ job }) => job));
  const guards = readPolicies(readableFile(parseWorkflowFile(text)));
  const policies = [...lists].flatMap(([job, list]): PolicyBody[] => {
    const guard = guards.get(job);
    if (guard === undefined || refused.has(job)) return [];
    const { egressPolicy, entries, disableTelemetry, disableSudo, disableFileMonitoring } = policyOf(
      guard,
      list,
    );
    return [
      {
        policyName: nameOf(job),
        allowed_endpoints: entries,
        egress_policy: egressPolicy,
        disable_telemetry: disableTelemetry,
        disable_sudo: disableSudo,
        disable_file_monitoring: disableFileMonitoring,
      },
    ];
  });
  return { edit, policies };
}
