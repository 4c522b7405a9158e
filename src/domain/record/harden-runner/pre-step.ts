import type { LogLine } from "../log/log-line.ts";
import type { NotRecordedReason } from "../reasons.ts";
import { type Configuration, parseCorrelationId, readConfiguration } from "./configuration.ts";
import { readNotRecordedReason } from "./not-recorded.ts";
import { type PolicyStoreAnswer, readPolicyStoreAnswer } from "./policy-store-answer.ts";

/** What Harden-Runner's pre step said. */
export interface PreStep {
  readonly at: string | null;
  readonly configuration: Configuration | null;
  readonly notRecorded: NotRecordedReason | null;
  /** The action could not add the cache host and turned `block` into `audit` by itself. */
  readonly switchedToAudit: boolean;
  /** What came of asking the Policy Store; null where it was not asked. */
  readonly policyStore: PolicyStoreAnswer | null;
  /** The agent was not up within nine seconds, so what ran first may be missing. */
  readonly timedOut: boolean;
  /** The agent for runners of third parties is installed; its record goes by the runner's name. */
  readonly isBravo: boolean;
  readonly runnerName: string | null;
  /** StepSecurity counts the owner as a customer of its enterprise tier, or could not be asked, so another agent is installed. */
  readonly isEnterprise: boolean;
}

const bravo = /^Detected .{1,40} runner environment\. Installing agent-bravo\.$/;
const unansweredTier = "[!] Unable to check TLS_STATUS. Defaulting to TLS enabled.";

/** Reads the lines after `[harden-runner] pre-step` up to the next step. */
export function createPreStepReader(at: string | null): { add(line: LogLine): void; preStep(): PreStep } {
  let configuration: Configuration | null = null;
  let notRecorded: NotRecordedReason | null = null;
  let switchedToAudit = false;
  let timedOut = false;
  let policyStore: PolicyStoreAnswer | null = null;
  let isBravo = false;
  let isEnterprise = false;
  let runnerName: string | null = null;
  return {
    add({ text }) {
      configuration ??= readConfiguration(text);
      notRecorded ??= readNotRecordedReason(text);
      if (text === "timed out") timedOut = true;
      // All of this is said before the configuration; what follows it may be anybody's.
      if (configuration === null) policyStore = readPolicyStoreAnswer(text) ?? policyStore;
      if (text === "Switching egress-policy to audit mode") switchedToAudit = true;
      if (bravo.test(text)) isBravo = true;
      if (text.startsWith("[!] TLS_ENABLED: ") || text === unansweredTier) isEnterprise = true;
      if (configuration !== null && text.startsWith("RUNNER_NAME: "))
        runnerName ??= parseCorrelationId(text.slice("RUNNER_NAME: ".length));
    },
    preStep: () => ({
      at,
      configuration,
      notRecorded,
      switchedToAudit,
      policyStore,
      timedOut,
      isBravo,
      runnerName,
      isEnterprise,
    }),
  };
}

/** The ids by which the record of a pre step's agent may go. */
export function listRecordIds({ configuration, isBravo, runnerName }: PreStep): readonly string[] {
  return [configuration?.correlationId, isBravo ? runnerName : null].filter(
    (id): id is string => id !== null && id !== undefined,
  );
}
