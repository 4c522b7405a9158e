/** What block mode refused a job. All names are foreign. */
export interface RefusedEndpoint {
  readonly endpoint: string;
  /** The job as commands name it, `ci.yml:build`. */
  readonly job: string;
  /** In how many runs, and how many of them failed. */
  readonly runs: number;
  readonly failed: number;
  /** The other job of the file that was refused it; null where it was the job itself. */
  readonly seenIn: string | null;
  /** The old name in whose place it is called; null where there is none. */
  readonly movedFrom: string | null;
  /** What changed right before, as paths and `owner/name@ref sha`. */
  readonly changed: readonly string[];
  /** The first version of Harden-Runner that allows GitHub's own runner service without a list. */
  readonly implicitSince: string;
}

/** What stands for a change that cannot be looked at. */
export const unknownChange = "commits that cannot be compared";

const mostNamed = 3;

interface Saying {
  readonly message: string;
  readonly lift?: string;
}

/** Says what block mode refused and what would help, by the verdict on it. */
export const missWords = {
  /** `obstacle` says what speaks against an entry for it; null where nothing does. */
  repair: (miss: RefusedEndpoint, obstacle: string | null): Saying =>
    obstacle === null
      ? { message: `${sayRefused(miss)}${sayMove(miss)}`, lift: "merge the repair" }
      : { message: `${sayRefused(miss)}${sayMove(miss)}, and cannot be proposed: ${obstacle}` },
  asked: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}, and the job ${miss.failed === 0 ? "succeeded" : "also succeeded"} without it${sayMove(miss)}`,
    lift: allowOrDeny(miss),
  }),
  suspicious: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}, for the first time right after ${nameChanges(miss.changed)} changed, so it may be an attack`,
    lift: allowOrDeny(miss),
  }),
  unproven: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}, only for pull requests, forks, bots or other branches`,
    lift: `${allow(miss)} if the job needs it`,
  }),
  listed: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)} although the list has it, so no list helps: its address may have changed, the list may have the same pattern with another port, or the job may have called the address itself`,
  }),
  address: (miss: RefusedEndpoint): Saying => ({
    message: `the address ${miss.endpoint} was dropped ${countRuns(miss)}: a list takes only names`,
    lift: "call it by its name",
  }),
  masked: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}: GitHub masks part of its name because it is the value of a secret, so I do not know the name`,
    lift: `comment \`/egress allow ${miss.job} HOST:PORT REASON\` with the whole name, or change the value of that secret`,
  }),
  unlistable: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}: a list can hold only public names and TCP`,
  }),
  "runner-service": (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}: it belongs to GitHub's runner service, without which GitHub ends long jobs, and its names change with the region`,
    lift: `update Harden-Runner to ${miss.implicitSince} or later, which allows it without a list`,
  }),
  blocklisted: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}: it is on StepSecurity's global block list`,
    lift: `find out what called it, then \`/egress deny ${miss.job} ${miss.endpoint}\``,
  }),
  denied: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}, because somebody denied it`,
  }),
} as const;

/** Says that many new names were refused in one run of a job, `ci.yml:build`, that failed; the first of them by name. */
export function sayBurst(endpoints: readonly string[], job: string): Saying {
  const named = endpoints.slice(0, mostNamed).join(", ");
  const more = endpoints.length > mostNamed ? ` and ${endpoints.length - mostNamed} more` : "";
  return {
    message: `${endpoints.length} new names were refused in one run that failed, and in no other: ${named}${more}. A proxy or a mirror was probably down`,
    lift: `wait: what fails a second run is proposed. To add one now, comment \`/egress allow ${job} HOST:PORT REASON\``,
  };
}

/** What speaks against an entry that the recommendation leaves out, by the code of the reason. */
export function sayLeftOut(reason: string): string {
  return `the list cannot hold it (${reason})`;
}

/** An entry that nothing calls any more. Days are `2026-01-31`; `seenOn` is null where it was never called. */
export function sayUnused(
  entry: string,
  {
    listedOn,
    seenOn,
    runs,
  }: { readonly listedOn: string; readonly seenOn: string | null; readonly runs: number },
): string {
  const since =
    seenOn === null
      ? `has been in the list since ${listedOn} and was never called`
      : `was last called on ${seenOn}`;
  return `${entry} ${since}; ${runs} complete runs since then did not call it. Somebody added it by hand, so I keep it`;
}

/** What speaks against an entry while another one, which somebody denied, turns all blocking off. */
export function sayDeniedFirst(entry: string): string {
  return `\`${entry}\` turns off all blocking and has to be removed first`;
}

/** A denied entry that stays until what is missing is in the list. */
export function sayDeniedWaits(entry: string): Saying {
  return {
    message: `\`${entry}\` was denied and is still in the list`,
    lift: "merge the repair; I then propose to remove it",
  };
}

/** Denied entries that the bot cannot take out of the list; `why` is the edit's refusal. */
export function sayDeniedStays(entries: readonly string[], why: string): Saying {
  const named = entries.slice(0, mostNamed).map((entry) => `\`${entry}\``);
  const more = entries.length > mostNamed ? ` and ${entries.length - mostNamed} more` : "";
  return {
    message: `${named.join(", ")}${more} ${entries.length === 1 ? "was" : "were"} denied, and I cannot edit the list: ${why}`,
    lift: `remove ${entries.length === 1 ? "it" : "them"} from \`allowed-endpoints\` by hand`,
  };
}

function sayRefused(miss: RefusedEndpoint): string {
  return `${miss.endpoint} was refused ${countRuns(miss)}`;
}

function allowOrDeny(miss: RefusedEndpoint): string {
  return `${allow(miss)} if the job needs it, \`/egress deny ${miss.job} ${miss.endpoint}\` if not`;
}

function allow({ job, endpoint }: RefusedEndpoint): string {
  return `\`/egress allow ${job} ${endpoint} REASON\``;
}

function sayMove({ movedFrom, seenIn }: RefusedEndpoint): string {
  const moved = movedFrom === null ? "" : `; it replaces ${movedFrom}`;
  return seenIn === null ? moved : `${moved}, which this job lists too`;
}

/** In how many runs, and in how many of them the job failed. */
function countRuns({ runs, failed, seenIn }: RefusedEndpoint): string {
  const all = `in ${runs} ${runs === 1 ? "run" : "runs"}`;
  const some = failed === 0 ? "" : failed === runs ? " that failed" : `, ${failed} of which failed`;
  return `${all}${some}${seenIn === null ? "" : ` of the job ${seenIn}`}`;
}

/** What had changed in the weeks before an endpoint was first wanted. Foreign text. */
export function sayArrived(changed: readonly string[]): string {
  return `first called in the weeks after ${nameChanges(changed)} changed`;
}

/** What changed, the first of it by name. Foreign text. */
export function nameChanges(changed: readonly string[]): string {
  const [first = "a dependency or an action", ...others] = changed.map((name) =>
    name.replace(/ [0-9a-f]{40,64}$/, ""),
  );
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
