import type { UnenforcedLeg } from "../baseline/enforcement-now.ts";
import { asUnguardable } from "../record/reasons.ts";
import { unguardableWords } from "./describe-unguardable.ts";
import type { Obstacle } from "./job-assessment.ts";

/** Says why the legs of a job that is to block were not held to the list, each cause once, and what would help. Foreign text. */
export function describeUnenforced(legs: readonly UnenforcedLeg[]): readonly Obstacle[] {
  const causes = new Map<string, { readonly reason: Obstacle; readonly legs: string[] }>();
  for (const leg of legs) {
    const key = `${leg.cause} ${leg.detail}`;
    const known = causes.get(key);
    if (known === undefined) causes.set(key, { reason: describe(leg), legs: [leg.leg] });
    else known.legs.push(leg.leg);
  }
  return [...causes.values()].map(({ reason, legs: names }) =>
    causes.size === 1 ? reason : { ...reason, message: `${names.join(", ")}: ${reason.message}` },
  );
}

function describe({ cause, detail }: UnenforcedLeg): Obstacle {
  switch (cause) {
    case "host-unresolved":
      return {
        code: "reverted",
        message: `reverted: ${detail} did not resolve, so Harden-Runner took back all its rules and blocked nothing`,
        lift: `taking ${detail} out of the list, or bringing it back`,
      };
    case "reverted":
      return {
        code: cause,
        message: "reverted: Harden-Runner took back all its rules and blocked nothing",
        lift: "a look into the log of the run",
      };
    case "switched-to-audit":
      return {
        code: cause,
        message: "switched to audit: the action could not find out where the cache is, and only recorded",
        lift: "the next run, as a rule",
      };
    case "subscription-required":
      return {
        code: cause,
        message: `subscription required: ${unguardableWords[cause]}`,
        lift: "a subscription of StepSecurity",
      };
    case "audited":
      return {
        code: cause,
        message: "audited: Harden-Runner was told to block and only recorded; the log does not say why",
        lift: "a look into the log of the run",
      };
    case "agent-timed-out":
      return {
        code: cause,
        message: "agent timed out: Harden-Runner was not there when the job began, and nothing was held back",
        lift: "the next run, as a rule",
      };
    case "not-monitored": {
      const reason = asUnguardable(detail);
      const words = reason === null ? "Harden-Runner could not be installed" : unguardableWords[reason];
      return {
        code: cause,
        message: `not monitored: ${words}`,
        lift:
          reason === null
            ? "the next run, as a rule"
            : "another runner, or `egress-policy: audit`, which promises nothing",
      };
    }
    case "policy-not-found":
      return {
        code: cause,
        message: "policy not found: the Policy Store has none of the name, and Harden-Runner only recorded",
        lift: "`/egress apply` on the issue that shows the policy, or the right name in the workflow file",
      };
    case "policy-store-failed":
      return {
        code: cause,
        message: "policy not fetched: the Policy Store did not answer, and Harden-Runner only recorded",
        lift: "the next run, as a rule",
      };
    case "policy-no-token":
      return {
        code: cause,
        message:
          "policy not fetched: the job may not ask for the token by which the Policy Store knows it, and Harden-Runner fails it",
        lift: "`id-token: write` in the permissions of the job, and of the workflow that calls it; pull requests from forks never have it",
      };
    case "policy-no-key":
      return {
        code: cause,
        message:
          "policy not fetched: `use-policy-store` without `api-key`, so Harden-Runner only recorded; pull requests from forks have no secrets",
        lift: "the `api-key` of the step",
      };
    case "list-unreadable":
      return {
        code: cause,
        message: "list unreadable: it has line ends, at which Harden-Runner does not part it",
        lift: "writing it with `>` in place of `|`",
      };
  }
}
