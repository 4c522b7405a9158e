interface Saying {
  readonly message: string;
  readonly lift: string;
}

const proposeJob = "`/egress propose JOB`";

/** Where lists are kept. */
export const places = {
  workflowFiles: "the workflow files",
  policyStore: "StepSecurity's Policy Store",
} as const;

/** What stands in a job's way besides gates, refusals and misses. */
export const obstacleWords = {
  nothingLearned: {
    message: "no run of it was learned from yet",
    lift: "runs of the default branch, or `/egress refresh`",
  },
  policyElsewhere: {
    message: "the policy comes from StepSecurity's Policy Store; change it there",
    lift: "`mode: policy-store` in the settings",
  },
  ownList: {
    message: "the list in the step stands above the one in the Policy Store, which nothing can change then",
    lift: "taking `allowed-endpoints` out of the step",
  },
  ignoredBySettings: { message: "the settings say to leave it alone", lift: proposeJob },
} as const;

/** Where a job runs that does not run for the default branch alone. All texts are foreign. */
interface Elsewhere {
  readonly isForTags: boolean;
  readonly branches: readonly string[];
  readonly events: readonly string[];
}

/** That no run of a job was learned from, because of where it runs. */
export function sayRunsElsewhere({ isForTags, branches, events }: Elsewhere): Saying {
  const where = [
    ...(isForTags ? ["for tags"] : []),
    ...(branches.length > 0 ? [`on the branches ${nameFew(branches)}`] : []),
    ...(events.length > 0 ? [`by the events ${nameFew(events)}`] : []),
  ];
  return {
    message: `no run of it was learned from yet: it runs ${where.join(" and ")} only, and the bot learns from commits of the default branch`,
    lift: isForTags
      ? "a tag on a commit of the default branch"
      : "a run of the default branch, for example by `workflow_dispatch` among its events",
  };
}

function nameFew(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map((name) => `\`${name.slice(0, longestName)}\``);
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  return `${shown.join(", ")}${more}`;
}

const mostNamed = 3;
const longestName = 60;

/** What somebody has said about a job. `on` is a day, `2026-01-31`. */
export function sayDecidedJob(login: string, on: string, what: "ignore" | "audit"): Saying {
  const words = { ignore: "to leave it alone", audit: "to return it to audit mode" };
  return { message: `${login} said on ${on} ${words[what]}`, lift: proposeJob };
}

/** That somebody has returned a job to audit mode by hand, on a day. */
export function sayReturnedJob(on: string): Saying {
  return { message: `it was returned to audit mode on ${on}`, lift: proposeJob };
}

/** That a comment beside the policy asks to leave the job in audit mode. The comment is foreign. */
export function sayStayComment(comment: string): Saying {
  return {
    message: `a comment beside the policy says to leave it in audit mode: "${comment.slice(0, longestComment)}"`,
    lift: `taking the comment out, or ${proposeJob}`,
  };
}

const longestComment = 100;

/** That the name of a stored policy is none that can be looked up. */
export function sayUnknownPolicyName(name: string): Saying {
  return {
    message: `${JSON.stringify(name.slice(0, 100))} is no name of a policy that I could look up`,
    lift: "the name itself in place of an expression",
  };
}

/** That a stored policy was not written for this repository. */
export function sayOthersPolicy(name: string): Saying {
  return {
    message: `the bot reports on the policy ${JSON.stringify(name.slice(0, 128))} and does not change it, as it did not write it for this repository`,
    lift: "taking `policy` out of the step, for which the bot then proposes a policy of its own",
  };
}

/** That the list in the file names a host that does not resolve. */
export function sayMissingHost(host: string): Saying {
  return {
    message: `the list in the file names ${host}, which does not resolve: Harden-Runner would then block nothing at all`,
    lift: `taking ${host} out of the list`,
  };
}

/** That it is not known whether a host of the list in the file resolves. */
export function sayUnansweredHost(host: string): Saying {
  return {
    message: `no resolver could say whether ${host} resolves`,
    lift: "an answer when it is asked again",
  };
}
