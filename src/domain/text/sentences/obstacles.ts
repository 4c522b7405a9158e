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
    message: "no run has been learned yet",
    lift: "wait for runs on the default branch, or comment `/egress refresh`",
  },
  policyElsewhere: {
    message: "the policy comes from StepSecurity's Policy Store; change it there",
    lift: "`mode: policy-store` in the settings",
  },
  ownList: {
    message: "the list in the step overrides the one in the Policy Store",
    lift: "remove `allowed-endpoints` from the step",
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
    message: `no run has been learned yet: it runs only ${where.join(" and ")}, and only commits on the default branch count`,
    lift: isForTags
      ? "tag a commit on the default branch"
      : "run it on the default branch, for example by adding `workflow_dispatch` to its events",
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
    lift: `remove the comment, or comment ${proposeJob}`,
  };
}

const longestComment = 100;

/** That the name of a stored policy is none that can be looked up. */
export function sayUnknownPolicyName(name: string): Saying {
  return {
    message: `${JSON.stringify(name.slice(0, 100))} is not a policy name that can be looked up`,
    lift: "write the name itself instead of an expression",
  };
}

/** That a stored policy was not written for this repository. */
export function sayOthersPolicy(name: string): Saying {
  return {
    message: `the policy ${JSON.stringify(name.slice(0, 128))} was not written for this repository by egress-bot, which therefore reports on it and does not change it`,
    lift: "remove `policy` from the step; then a policy of its own is proposed",
  };
}

/** That the list in the file names a host that does not resolve. */
export function sayMissingHost(host: string): Saying {
  return {
    message: `the list in the file has ${host}, which does not resolve, so Harden-Runner would block nothing at all`,
    lift: `remove ${host} from the list`,
  };
}

/** That it is not known whether a host of the list in the file resolves. */
export function sayUnansweredHost(host: string): Saying {
  return {
    message: `no resolver answered whether ${host} resolves`,
    lift: "wait for the next look-up",
  };
}
