import { holds } from "../../harden-runner/holds.ts";
import type { Enforcement, NotEnforcedCause } from "../enforcement.ts";
import { readLoggedVersion } from "../logged-version.ts";
import type { JobLog } from "./job-log.ts";
import { needsSubscription } from "./needs-subscription.ts";
import type { PolicyStoreAnswer } from "./policy-store-answer.ts";
import type { Verdict } from "./verdict.ts";

const unknown: Enforcement = { state: "unknown" };

/**
 * Judges from a job's log whether its traffic was held to the list: by the configuration that the action printed, by what it said
 * about it, and by the rules of which the agent's log tells.
 */
export function judgeEnforcement(log: JobLog): Enforcement {
  const { preStep, postStep, verdict } = log;
  const configuration = preStep?.configuration ?? null;
  if (configuration === null || configuration.policy === null) return unknown;
  const unanswered = preStep === null ? null : readUnanswered(preStep.policyStore);
  // Without its token the step fails the job before it does anything; else what it says by itself may block as well.
  if (unanswered !== null && (unanswered === "policy-no-token" || configuration.policy === "audit"))
    return notEnforced(unanswered);
  if (configuration.policy === "audit") return { state: "audit" };
  if (preStep?.switchedToAudit === true) return notEnforced("switched-to-audit");
  const { record } = verdict;
  if (record === null) return judgeWithoutRecord(log);
  if (record.reverted) {
    const host = record.unresolvedAllowedHost;
    return host === null ? notEnforced("reverted") : notEnforced("host-unresolved", host);
  }
  // A private repository without subscription: the agent sets audit rules although it was asked to block.
  if (needsSubscription(log)) return notEnforced("subscription-required");
  if (record.auditRulesSet || postStep?.agentConfiguration?.policy === "audit") return notEnforced("audited");
  if (verdict.reason === "agent-timed-out") return notEnforced("agent-timed-out");
  if (verdict.status !== "recorded" || !record.blockRulesSet) return unknown;
  return /[\r\n]/.test(configuration.allowedEndpoints?.trim() ?? "")
    ? notEnforced("list-unreadable")
    : { state: "enforced" };
}

/** Why the Policy Store gave no policy to a step that asked for one; null where it did, or was not asked. */
function readUnanswered(answer: PolicyStoreAnswer | null): NotEnforcedCause | null {
  switch (answer) {
    case "not-found":
      return "policy-not-found";
    case "failed":
      return "policy-store-failed";
    case "no-token":
      return "policy-no-token";
    case "no-key":
      return "policy-no-key";
    case "found":
    case null:
      return null;
  }
}

// Where the action itself says that nothing watches the job, or only audits it. On self-hosted runners and images with an agent
// of their own the log says nothing about what that agent does.
const unmonitored: ReadonlySet<Verdict["reason"]> = new Set([
  "arm-runner",
  "container-job",
  "harden-runner-unavailable",
  "skipped-by-custom-property",
  "third-party-runner",
  "ubuntu-slim-runner",
]);

function judgeWithoutRecord({ header, verdict: { reason } }: JobLog): Enforcement {
  if (reason === "agent-timed-out") return notEnforced("agent-timed-out");
  if (reason === "windows-runner" || reason === "macos-runner") {
    const blocks = holds("windows-macos-block", readLoggedVersion(header.actions));
    return blocks === "no" ? notEnforced("not-monitored", reason) : unknown;
  }
  return unmonitored.has(reason) ? notEnforced("not-monitored", reason) : unknown;
}

function notEnforced(cause: NotEnforcedCause, detail: string | null = null): Enforcement {
  return { state: "not-enforced", cause, detail };
}
