/** What block mode refused a job. All names are foreign. */
export interface RefusedEndpoint {
  readonly endpoint: string;
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
      ? { message: `${sayRefused(miss)}${sayMove(miss)}`, lift: "merging the repair" }
      : { message: `${sayRefused(miss)}${sayMove(miss)}, and cannot be proposed: ${obstacle}` },
  asked: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}, and the job ${miss.failed === 0 ? "succeeded" : "also succeeded"} without it${sayMove(miss)}`,
    lift: `\`/egress allow ${miss.endpoint} REASON\` if the job needs it, \`/egress deny ${miss.endpoint}\` if not, on my pull request of the file`,
  }),
  suspicious: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}, for the first time right after ${nameChanges(miss.changed)} changed: it may be the attack that the list is for`,
    lift: allowByHand(miss),
  }),
  unproven: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}, all of pull requests, forks, bots or other branches`,
    lift: allowByHand(miss),
  }),
  listed: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)} although the list has it, so no list helps: the name's address may have rotated, a pattern may be listed with a second port, or the address was called without its name`,
  }),
  address: (miss: RefusedEndpoint): Saying => ({
    message: `the address ${miss.endpoint} was dropped ${countRuns(miss)}: a list takes names only`,
    lift: "calling it by its name",
  }),
  masked: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}: GitHub masks a part of its name, as that part is a secret of the repository, so I cannot tell which name it is`,
    lift: "`/egress allow HOST:PORT REASON` with the whole name on my pull request of the file, or another value of that secret",
  }),
  unlistable: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}: a list can only hold public names and TCP`,
  }),
  "runner-service": (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}: it is GitHub's own runner service, without which GitHub ends long jobs, and its names change with the region`,
    lift: `Harden-Runner ${miss.implicitSince} or later in the step, which allows it without a list`,
  }),
  blocklisted: (miss: RefusedEndpoint): Saying => ({
    message: `${sayRefused(miss)}: StepSecurity's global block list has it, so look at what wanted it`,
  }),
  denied: (miss: RefusedEndpoint): Saying => ({ message: `${sayRefused(miss)}, as somebody denied it` }),
} as const;

/** Says that many new names were refused in one run that failed, the first of them by name. */
export function sayBurst(endpoints: readonly string[]): Saying {
  const named = endpoints.slice(0, mostNamed).join(", ");
  const more = endpoints.length > mostNamed ? ` and ${endpoints.length - mostNamed} more` : "";
  return {
    message: `${endpoints.length} new names were refused in one run that failed, and in no other: ${named}${more}. That looks like a proxy or a mirror that was out of order`,
    lift: "nothing yet: what fails a second run is proposed. `/egress allow HOST:PORT REASON` adds one now",
  };
}

/** What speaks against an entry that the recommendation leaves out, by the code of the reason. */
export function sayLeftOut(reason: string): string {
  return `it would be left out as ${reason}`;
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
    seenOn === null ? `in the list since ${listedOn} and never called` : `last called on ${seenOn}`;
  return `${entry} is ${since}; ${runs} complete runs since then did without, and as people put it there I leave it`;
}

function sayRefused(miss: RefusedEndpoint): string {
  return `${miss.endpoint} was refused ${countRuns(miss)}`;
}

function allowByHand({ endpoint }: RefusedEndpoint): string {
  return `\`/egress allow ${endpoint} REASON\` on my pull request of the file, if it is right`;
}

function sayMove({ movedFrom, seenIn }: RefusedEndpoint): string {
  const moved = movedFrom === null ? "" : `; it is called in place of ${movedFrom}`;
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
