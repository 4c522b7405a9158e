import type { LogLine } from "../log/log-line.ts";
import type { NotRecordedReason } from "../reasons.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";
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
}

/** Reads the lines after `[harden-runner] pre-step` up to the next step. */
export function createPreStepReader(at: string | null): { add(line: LogLine): void; preStep(): PreStep } {
  let configuration: Configuration | null = null;
  let notRecorded: NotRecordedReason | null = null;
  let switchedToAudit = false;
  let timedOut = false;
  let policyStore: PolicyStoreAnswer | null = null;
  return {
    add({ text }) {
      configuration ??= readConfiguration(text);
      notRecorded ??= readNotRecordedReason(text);
      if (text === "timed out") timedOut = true;
      // All of this is said before the configuration; what follows it may be anybody's.
      if (configuration === null) policyStore = readPolicyStoreAnswer(text) ?? policyStore;
      if (text === "Switching egress-policy to audit mode") switchedToAudit = true;
    },
    preStep: () => ({ at, configuration, notRecorded, switchedToAudit, policyStore, timedOut }),
  };
}
