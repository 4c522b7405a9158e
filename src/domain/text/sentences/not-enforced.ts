import { sayOlderVersion, unguardableWords } from "./unguardable.ts";

interface Saying {
  readonly message: string;
  readonly lift: string;
}

const nextRun = "the next run, as a rule";
const lookIntoLog = "a look into the log of the run";

/** Why a job that is to block was not held to its list, and what would help, by the code of the cause. */
export const notEnforcedWords = {
  reverted: {
    message: "reverted: Harden-Runner took back all its rules and blocked nothing",
    lift: lookIntoLog,
  },
  "subscription-required": {
    message: `subscription required: ${unguardableWords["subscription-required"]}`,
    lift: "a subscription of StepSecurity",
  },
  audited: {
    message: "audited: Harden-Runner was told to block and only recorded; the log does not say why",
    lift: lookIntoLog,
  },
  "agent-timed-out": {
    message: "agent timed out: Harden-Runner was not there when the job began, and nothing was held back",
    lift: nextRun,
  },
  "policy-not-found": {
    message: "policy not found: the Policy Store has none of the name, and Harden-Runner only recorded",
    lift: "`/egress apply` on the issue that shows the policy, or the right name in the workflow file",
  },
  "policy-store-failed": {
    message: "policy not fetched: the Policy Store did not answer, and Harden-Runner only recorded",
    lift: nextRun,
  },
  "policy-no-token": {
    message:
      "policy not fetched: the job may not ask for the token by which the Policy Store knows it, and Harden-Runner fails it",
    lift: "`id-token: write` in the permissions of the job, and of the workflow that calls it; pull requests from forks never have it",
  },
  "policy-no-key": {
    message:
      "policy not fetched: `use-policy-store` without `api-key`, so nothing was blocked; pull requests from forks have no secrets",
    lift: "the `api-key` of the step",
  },
  "list-unreadable": {
    message: "list unreadable: it has line ends, at which Harden-Runner does not part it",
    lift: "writing it with `>` in place of `|`",
  },
} as const;

/**
 * That the action turned to audit by itself. `version` is the one that did, null where it is not known; from `fixedIn` on it blocks all
 * the same, and from `target` on it may.
 */
export function saySwitchedToAudit(version: string | null, fixedIn: string, target: string): Saying {
  const which = version === null ? "Harden-Runner" : `Harden-Runner ${version}`;
  return {
    message: `switched to audit: ${which} could not find out where the cache is, and below ${fixedIn} it only records then`,
    lift: `Harden-Runner ${target} or later in the step`,
  };
}

/** That a name of the list did not resolve. */
export function sayUnresolved(host: string | null): Saying {
  return {
    message: `reverted: ${host} did not resolve, so Harden-Runner took back all its rules and blocked nothing`,
    lift: `taking ${host} out of the list, or bringing it back`,
  };
}

/**
 * That Harden-Runner did not watch the job; null where it could not be installed. `blocksSince` is the release that first blocks on
 * Windows and macOS, `target` the first one that may.
 */
export function sayNotMonitored(
  reason: keyof typeof unguardableWords | null,
  { blocksSince, target }: { readonly blocksSince: string; readonly target: string },
): Saying {
  if (reason === "windows-runner" || reason === "macos-runner")
    return {
      message: `not monitored: ${sayOlderVersion(reason, blocksSince)}`,
      lift: `Harden-Runner ${target} or later in the step`,
    };
  const words = reason === null ? "Harden-Runner could not be installed" : unguardableWords[reason];
  const lift =
    reason === null ? nextRun : "another runner, or `egress-policy: audit`, which promises nothing";
  return { message: `not monitored: ${words}`, lift };
}

/** What is true of some legs of a job only. */
export function sayOfLegs(legs: readonly string[], message: string): string {
  return `${legs.join(", ")}: ${message}`;
}
