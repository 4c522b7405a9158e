interface Saying {
  readonly message: string;
  readonly lift: string;
}

const mostNamed = 5;
const longestName = 80;

/** That too few complete runs were seen. */
export function sayTooFewRuns(runs: number, least: number): Saying {
  return {
    message: `${runs} of ${least} complete runs observed`,
    lift: count(least - runs, "more complete run"),
  };
}

/** That too few complete runs were seen since something was new; `changedOn` is the day on which a step was added, if one was. */
export function sayTooFewQuietRuns(quietRuns: number, least: number, changedOn: string | null): Saying {
  const changed = changedOn === null ? "" : `, or since a step was added on ${changedOn}`;
  return {
    message: `${quietRuns} of ${least} complete runs since the last new endpoint${changed}`,
    lift: sayQuietRunsToCome(least - quietRuns),
  };
}

/** That the complete runs cover too few days. `lift` is one of `daysToCome`. */
export function sayTooFewDays(days: number, least: number, lift: string): Saying {
  return { message: `${days} of ${least} days between the first and the last complete run`, lift };
}

/** What would let complete runs cover enough days. */
export const daysToCome = {
  /** The window of so many runs is full and covers fewer days. */
  never: (window: number): string =>
    `fewer \`days\` in the settings: the last ${window} runs, which is as far as the bot looks back, took no longer`,
  /** No run was complete yet. */
  over: (days: number): string => `complete runs over ${count(days, "day")}`,
  /** `2026-01-31 12:00` */
  after: (time: string): string => `a complete run after ${time} UTC`,
} as const;

/** That a list of so many entries has been quiet for too short a time. What is missing of runs or days is above 0. */
export function sayListTooYoung(
  entries: number,
  runs: { readonly quiet: number; readonly least: number; readonly missing: number },
  days: { readonly quiet: number; readonly least: number; readonly missing: number },
): Saying {
  const shown = [
    ...(runs.missing > 0 ? [`${runs.quiet} of ${runs.least} complete runs`] : []),
    ...(days.missing > 0 ? [`${days.quiet} of ${days.least} days`] : []),
  ].join(" and ");
  const over =
    days.missing > 0 ? `, the last of them ${count(Math.ceil(days.missing), "day")} after the newest` : "";
  return {
    message: `${shown} since the last new endpoint, as many as a list of ${entries} ${entries === 1 ? "entry" : "entries"} needs`,
    lift: `${sayQuietRunsToCome(Math.max(1, runs.missing))}${over}`,
  };
}

/** That a job ran too seldom: so many complete runs in the last month of so many days, and so many in all. */
export function sayInfrequent(
  lately: number,
  month: number,
  all: { readonly runs: number; readonly days: number },
): Saying {
  return {
    message: `only ${count(lately, "complete run")} in the last ${month} days (${all.runs} in ${all.days} days): too seldom to be judged by their number`,
    lift: "`/egress propose JOB`, or `ready: {infrequent: propose}` in the settings",
  };
}

/** That more than the settings accept may still be new. Shares are 0 to 1; `missing` runs is null where the window cannot show so little. */
export function sayRiskTooHigh(
  risk: number,
  most: number,
  { missing, window }: { readonly missing: number | null; readonly window: number },
): Saying {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    message: `up to ${percent(risk)} of coming runs may call something new; at most ${percent(most)} is allowed`,
    lift:
      missing === null
        ? `a larger \`maximum-risk\` in the settings: no ${window} runs, which is as far as the bot looks back, can show so little`
        : sayQuietRunsToCome(missing),
  };
}

/** That steps, by their labels, were executed in none of so many complete runs. */
export function sayNeverExecuted(steps: readonly string[], completeRuns: number): Saying {
  const runs = completeRuns === 1 ? "the only complete run" : `any of ${completeRuns} complete runs`;
  const isOne = steps.length === 1;
  const named = nameSome(steps);
  return {
    message: isOne
      ? `the step ${named} was not executed in ${runs}, so what it calls is not known`
      : `the steps ${named} were not executed in ${runs}, so what they call is not known`,
    lift: `a complete run that executes ${isOne ? "it" : "them"}, or \`/egress propose JOB\``,
  };
}

/** That legs or events, by their names, were seen too seldom, by the code of the reason. */
export const seldomSeenWords = {
  "leg-unseen": (names: readonly string[]): Saying =>
    saySeldom("leg", names, "was complete in no run", "two complete runs"),
  "leg-seen-once": (names: readonly string[]): Saying =>
    saySeldom("leg", names, "was complete in one run only", "another complete run"),
  "event-unseen": (names: readonly string[]): Saying =>
    saySeldom("event", names, "was seen in no complete run", "two complete runs"),
  "event-seen-once": (names: readonly string[]): Saying =>
    saySeldom("event", names, "was seen in one complete run only", "another complete run"),
} as const;

function saySeldom(what: "leg" | "event", names: readonly string[], how: string, needed: string): Saying {
  const [subject, each] = names.length === 1 ? [`the ${what}`, "of it"] : [`each of the ${what}s`, "of each"];
  return { message: `${subject} ${nameSome(names)} ${how}`, lift: `${needed} ${each}` };
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

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
