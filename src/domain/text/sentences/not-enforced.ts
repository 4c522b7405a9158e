import { sayOlderVersion, unguardableWords } from "./unguardable.ts";

interface Saying {
  readonly message: string;
  readonly lift: string;
}

const nextRun = "usually nothing: the next run blocks again";
const lookIntoLog = "read what Harden-Runner wrote to the log of the run";

/** Why a job that is to block was not held to its list, and what would help, by the code of the cause. */
export const notEnforcedWords = {
  reverted: {
    message: "Harden-Runner dropped all its rules and blocked nothing",
    lift: lookIntoLog,
  },
  "subscription-required": {
    message: unguardableWords["subscription-required"],
    lift: "get a StepSecurity subscription",
  },
  audited: {
    message: "Harden-Runner was told to block but only recorded, and the log does not say why",
    lift: lookIntoLog,
  },
  "agent-timed-out": {
    message: "Harden-Runner was not ready when the job started, so nothing was blocked",
    lift: nextRun,
  },
  "policy-not-found": {
    message: "the Policy Store has no policy of that name, so Harden-Runner only recorded",
    lift: "comment `/egress apply` on the issue that shows the policy, or correct the name in the workflow file",
  },
  "policy-store-failed": {
    message: "the Policy Store did not answer, so Harden-Runner only recorded",
    lift: nextRun,
  },
  "policy-no-token": {
    message:
      "the job may not request the OIDC token by which the Policy Store recognizes it, so Harden-Runner fails the job",
    lift: "add `id-token: write` to the permissions of the job and of the workflow that calls it; pull requests from forks never have it",
  },
  "policy-no-key": {
    message:
      "the step has `use-policy-store` but no `api-key`, so nothing was blocked; pull requests from forks have no secrets",
    lift: "give the step its `api-key`",
  },
  "list-unreadable": {
    message: "the list has line breaks between its entries, which Harden-Runner does not understand",
    lift: "write the list with `>` instead of `|`",
  },
} as const;

/**
 * That the action turned to audit by itself. `version` is the one that did, null where it is not known; from `fixedIn` on it blocks all
 * the same, and from `target` on it may.
 */
export function saySwitchedToAudit(version: string | null, fixedIn: string, target: string): Saying {
  const which = version === null ? "Harden-Runner" : `Harden-Runner ${version}`;
  return {
    message: `${which} did not find the address of the cache; versions below ${fixedIn} only record then`,
    lift: `update Harden-Runner to ${target} or later`,
  };
}

/** How an entry can leave the list: by a command that denies it, by the proposal that follows, by hand, or it has left already. */
type WayOut =
  | { readonly kind: "deny"; readonly job: string; readonly endpoint: string }
  | { readonly kind: "merge" | "apply" | "edit" | "gone" };

/** That a name of the list did not resolve. */
export function sayUnresolved(host: string | null, out: WayOut): Saying {
  return {
    message: `\`${host}\` does not resolve, so Harden-Runner dropped all its rules and blocked nothing`,
    lift: sayWayOut(host, out),
  };
}

function sayWayOut(host: string | null, out: WayOut): string {
  switch (out.kind) {
    case "deny":
      return `comment \`/egress deny ${out.job} ${out.endpoint}\` and I propose to remove it from the list, or restore its DNS record`;
    case "merge":
      return "merge the pull request that removes it from the list";
    case "apply":
      return "comment `/egress apply` on the issue that proposes to remove it from the policy";
    case "edit":
      return `delete \`${host}\` from \`allowed-endpoints\`, or restore its DNS record`;
    case "gone":
      return "usually nothing: the list no longer has it, so the next run blocks again";
  }
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
      message: sayOlderVersion(reason, blocksSince),
      lift: `update Harden-Runner to ${target} or later`,
    };
  return reason === null
    ? { message: "Harden-Runner could not be installed", lift: nextRun }
    : {
        message: unguardableWords[reason],
        lift: "move the job to a runner that Harden-Runner watches, or return it to audit mode",
      };
}

/** What is true of some legs of a job only. */
export function sayOfLegs(legs: readonly string[], message: string): string {
  return `in ${legs.join(", ")}: ${message}`;
}
