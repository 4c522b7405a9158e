import type { JobLog } from "./job-log.ts";

/**
 * Whether the agent only audited because the repository is private and has no subscription. The agent (v0.16.0, `agent.go`) asks for
 * the subscription after it has printed its configuration, and without one it takes `audit` for the policy. It says so only in
 * a file that the action turns into the job's summary, never in the log; the log shows it by the audit rules of an agent
 * that was told to block. In audit mode the log is the same with and without a subscription: there it cannot be known, and such a
 * job is found out by its first run in block mode.
 */
export function needsSubscription({ preStep, postStep, verdict }: JobLog): boolean {
  const configuration = preStep?.configuration ?? null;
  if (configuration?.isPrivate !== true || configuration.policy !== "block") return false;
  // The action itself turned to audit, before the agent read its configuration.
  if (preStep?.switchedToAudit === true || postStep?.agentConfiguration?.policy === "audit") return false;
  const { record } = verdict;
  return record?.auditRulesSet === true && !record.blockRulesSet && !record.reverted;
}
