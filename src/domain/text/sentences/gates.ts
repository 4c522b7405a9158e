interface Saying {
  readonly message: string;
  readonly lift: string;
}

const mostNamed = 5;
const longestName = 80;

const propose = "`/egress propose JOB`";

/** That too few complete runs were seen; so many more are needed. */
export function sayTooFewRuns(runs: number, least: number, more: number): Saying {
  return { message: `${runs} of ${least} complete runs`, lift: count(more, "more complete run") };
}

/** That too few complete runs were seen since something was new; `changedOn` is the day on which a step was added, if one was. */
export function sayTooFewQuietRuns(
  quietRuns: number,
  least: number,
  more: number,
  changedOn: string | null,
): Saying {
  const changed = changedOn === null ? "" : `, counted since a step was added on ${changedOn}`;
  return {
    message: `${quietRuns} of ${least} complete runs without a new endpoint${changed}`,
    lift: sayQuietRunsToCome(more),
  };
}

/** That the complete runs cover too few days. `lift` is one of `daysToCome`. */
export function sayTooFewDays(days: number, least: number, lift: string): Saying {
  return { message: `${days} of ${least} days between the first and the last complete run`, lift };
}

/** What would let complete runs cover enough days. */
export const daysToCome = {
  /** No run was complete yet. */
  over: (days: number): string => `complete runs over ${count(days, "day")}`,
  /** `2026-01-31 12:00` */
  after: (time: string): string => `a complete run after ${time} UTC`,
} as const;

/** That a list of so many entries has been quiet for too short a time. So many more runs, and days that are `missing`, are needed. */
export function sayListTooYoung(
  entries: number,
  runs: { readonly quiet: number; readonly least: number; readonly more: number },
  days: { readonly quiet: number; readonly least: number; readonly missing: number },
): Saying {
  const shown = [
    ...(runs.more > 0 ? [`${runs.quiet} of ${runs.least} complete runs`] : []),
    ...(days.missing > 0 ? [`${days.quiet} of ${days.least} days`] : []),
  ].join(" and ");
  const over =
    days.missing > 0 ? `, the last of them ${count(Math.ceil(days.missing), "day")} after the newest` : "";
  return {
    message: `${shown} without a new endpoint, which a list of ${countEntries(entries)} needs`,
    lift: `${sayQuietRunsToCome(Math.max(1, runs.more))}${over}`,
  };
}

/** The same of a job that runs so seldom that only time can make its list old enough; so many days are missing. */
export function saySeldomListTooYoung(
  entries: number,
  days: { readonly quiet: number; readonly least: number; readonly missing: number },
): Saying {
  return {
    message: `${days.quiet} of ${days.least} days without a new endpoint, which a list of ${countEntries(entries)} needs in a job that runs this seldom`,
    lift: `a complete run at least ${count(Math.ceil(days.missing), "day")} after the newest, with nothing new until then`,
  };
}

const infrequentLift = `comment ${propose}, or set \`ready: {infrequent: propose}\``;

/** That a job ran too seldom: so many complete runs in the last month of so many days, and so many in all. */
export function sayInfrequent(
  lately: number,
  month: number,
  all: { readonly runs: number; readonly days: number },
): Saying {
  return {
    message: `only ${count(lately, "complete run")} in the last ${month} days (${all.runs} in ${all.days} days), too few to judge by their number`,
    lift: infrequentLift,
  };
}

/** How far the bot looks back, and how many complete runs of a job that has. */
interface Fit {
  readonly window: { readonly runs: number; readonly days: number };
  readonly runs: number;
}

/** That a job has fewer complete runs, as far as the bot looks back, than the settings ask for or, of a list of so many entries, this needs. */
export function sayTooSeldom(needed: number, { window, runs }: Fit, entries: number | null): Saying {
  const asked =
    entries === null
      ? `the settings ask for ${needed} complete runs`
      : `a list of ${countEntries(entries)} needs ${needed} complete runs without anything new`;
  return {
    message: `${asked}, but only the last ${window.runs} runs and ${window.days} days count, and they have ${runs}`,
    lift: infrequentLift,
  };
}

/** What makes the risk small enough. */
export const riskToFall = {
  /** No so many runs, which is all that the bot looks back over, show so little. */
  never: (runs: number): string =>
    `set a larger \`maximum-risk\`, or comment ${propose}: only the last ${runs} runs of this job count, and they cannot show a risk this low`,
  after: sayQuietRunsToCome,
  /** Where not any time will do. */
  within: (runs: number, days: number): string =>
    `${count(runs, "complete run")} in a row without anything new within ${days} days`,
} as const;

/** That more than the settings accept may still be new. Shares are 0 to 1. `lift` is one of `riskToFall`. */
export function sayRiskTooHigh(risk: number, most: number, lift: string): Saying {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    message: `up to ${percent(risk)} of coming runs may call something new; at most ${percent(most)} is allowed`,
    lift,
  };
}

/** That steps, by their labels, were not executed, by where they can run; `complete` is how many complete runs there are. */
export const neverExecutedWords = {
  "default-branch": (steps: readonly string[], complete: number): Saying => {
    const where = complete === 1 ? "the only complete run" : `any of ${complete} complete runs`;
    const { named, were, it, unknown } = nameSteps(steps);
    return {
      message: `${named} ${were} not executed in ${where}, ${unknown}`,
      lift: `a complete run that executes ${it}, or comment ${propose}`,
    };
  },
  "debug-logging": (steps: readonly string[]): Saying => {
    const { named, run, unknown } = nameSteps(steps);
    return {
      message: `${named} ${run} only with debug logging, ${unknown}`,
      lift: `re-run a run on the default branch with debug logging, or comment ${propose}`,
    };
  },
  "pull-requests": (steps: readonly string[]): Saying => {
    const { named, run, it, unknown } = nameSteps(steps);
    return {
      message: `${named} ${run} only in pull requests, and no such run has executed ${it}, ${unknown}`,
      lift: `a complete run of a pull request from this repository that executes ${it}, or comment ${propose}`,
    };
  },
  tags: (steps: readonly string[]): Saying => {
    const { named, run, it, unknown } = nameSteps(steps);
    return {
      message: `${named} ${run} only for tags, and no run for a tag on the default branch has executed ${it}, ${unknown}`,
      lift: `a complete run that executes ${it}, or comment ${propose}`,
    };
  },
  elsewhere: (steps: readonly string[]): Saying => {
    const { named, run, unknown } = nameSteps(steps);
    return {
      message: `${named} ${run} only in runs that are not learned from, ${unknown}`,
      lift: `comment ${propose}`,
    };
  },
} as const;

function nameSteps(labels: readonly string[]): Record<"named" | "run" | "were" | "it" | "unknown", string> {
  return labels.length === 1
    ? {
        named: `the step ${nameSome(labels)}`,
        run: "runs",
        were: "was",
        it: "it",
        unknown: "so what it calls is not known",
      }
    : {
        named: `the steps ${nameSome(labels)}`,
        run: "run",
        were: "were",
        it: "them",
        unknown: "so what they call is not known",
      };
}

/** That legs or events, by their names, were seen too seldom, by the code of the reason. */
export const seldomSeenWords = {
  "leg-unseen": (names: readonly string[]): Saying =>
    saySeldom("leg", names, "has no complete run", "two complete runs"),
  "leg-seen-once": (names: readonly string[]): Saying =>
    saySeldom("leg", names, "has only one complete run", "another complete run"),
  "event-unseen": (names: readonly string[]): Saying =>
    saySeldom("event", names, "has no complete run", "two complete runs"),
  "event-seen-once": (names: readonly string[]): Saying =>
    saySeldom("event", names, "has only one complete run", "another complete run"),
} as const;

function saySeldom(what: "leg" | "event", names: readonly string[], how: string, needed: string): Saying {
  const [subject, each] = names.length === 1 ? [`the ${what}`, "of it"] : [`each of the ${what}s`, "of each"];
  return {
    message: `${subject} ${nameSome(names)} ${how}`,
    lift: `${needed} ${each}, or comment ${propose}`,
  };
}

function sayQuietRunsToCome(runs: number): string {
  return `${count(runs, "more complete run")} in a row without anything new`;
}

/** The first names, each in quotes and not too long, and how many more there are. */
function nameSome(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map((name) => `"${shorten(name)}"`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

function shorten(name: string): string {
  const characters = [...name];
  return characters.length > longestName ? `${characters.slice(0, longestName - 1).join("")}…` : name;
}

function countEntries(entries: number): string {
  return entries === 1 ? "1 entry" : `${entries} entries`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
