import type {
  Alarm,
  Cause,
  CommitRange,
  FailingAlarm,
  NotBlockingAlarm,
  RefusedAlarm,
} from "../../alarm/alarm.ts";
import type { RunKey } from "../../baseline/baseline.ts";
import type { Claims } from "../../record/observation.ts";
import { describeHost } from "../describe-entries.ts";
import { linkRun, nameRun } from "../run-link.ts";
import { sayDay } from "../say-day.ts";
import { unknownChange } from "../sentences/misses.ts";

/** A run as a template links it. */
interface Linked {
  readonly words: string;
  readonly url: string;
}

/** What had changed before an alarm. Names are foreign. */
interface Changed {
  readonly names: readonly string[];
  readonly more: number;
  /** Some of it cannot be named. */
  readonly isUnknown: boolean;
  /** Where the commits are compared; null where they are not known. */
  readonly url: string | null;
}

interface Row {
  readonly jobId: string;
  /** `10 Feb 2026`; empty where it is not known. */
  readonly since: string;
  /** Null where no run shows it. */
  readonly newest: Linked | null;
  readonly changed: Changed;
}

/** A refused endpoint, as a row of a table. All names are foreign. */
export interface RefusedRow extends Row {
  readonly endpoint: string;
  readonly what: string | null;
  readonly isBlocklisted: boolean;
  readonly steps: readonly string[];
  readonly processes: readonly string[];
  readonly runs: number;
  readonly failed: number;
}

/** A job that does not block or fails, with the causes as sentences that may quote names. Foreign text. */
export interface CauseRow extends Row {
  readonly causes: readonly { readonly message: string; readonly lift: string | null }[];
  /** The endpoints of its list whose denial would be a way out, `host:port`. */
  readonly denies: readonly string[];
  /** Its Harden-Runner step is not what it was, as somebody changed it. */
  readonly isWeakened: boolean;
  /** What the run's records name that contradict each other; null where they do not. */
  readonly claims: Claims | null;
}

const mostChanged = 4;
const mostClaims = 20;

/** Describes refusals. `page` is the repository's. */
export function describeRefusals(alarms: readonly RefusedAlarm[], page: string): readonly RefusedRow[] {
  return alarms.map((alarm) => {
    const { endpoint, isBlocklisted, steps, processes, runs, failed } = alarm;
    const what = describeHost(endpoint);
    return { ...describe(alarm, page), endpoint, what, isBlocklisted, steps, processes, runs, failed };
  });
}

/** Describes why jobs do not block, or fail. `page` is the repository's. */
export function describeCauses(
  alarms: readonly (NotBlockingAlarm | FailingAlarm)[],
  page: string,
): readonly CauseRow[] {
  return alarms.map((alarm) => ({
    ...describe(alarm, page),
    causes: alarm.causes.map(toSentences),
    denies: alarm.causes.flatMap(({ deny = null }) => (deny === null ? [] : [deny])),
    isWeakened: alarm.causes.some(({ fact }) => fact.startsWith("guard-")),
    claims: alarm.kind === "failing" || alarm.claims === undefined ? null : shorten(alarm.claims),
  }));
}

function shorten({ endpoints, more }: Claims): Claims {
  const shown = endpoints.slice(0, mostClaims);
  return { endpoints: shown, more: more + endpoints.length - shown.length };
}

function toSentences({ message, lift }: Cause): CauseRow["causes"][number] {
  return { message: asSentence(message), lift: lift === null ? null : asSentence(lift) };
}

/** Begins with a capital and ends with a full stop. */
function asSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function describe({ jobId, since, run, changed, commits }: Alarm, page: string): Row {
  const known = changed.filter((name) => name !== unknownChange);
  // The name of an action is followed by its commit.
  const names = known.slice(0, mostChanged).map((name) => name.replace(/ [0-9a-f]{40,64}$/, ""));
  return {
    jobId,
    since: sayDay(since),
    newest: run === "" ? null : { words: nameShown(run), url: linkRun(page, run, "").url },
    changed: {
      names,
      more: known.length - names.length,
      isUnknown: known.length < changed.length,
      url: commits === null ? null : compareUrl(page, commits),
    },
  };
}

/** Later runs may show it too: it is not written anew for each. */
function nameShown(run: RunKey): string {
  return `run ${nameRun(run)}`;
}

/** Commits are hexadecimal, as GitHub gave them. */
function compareUrl(page: string, { base, head }: CommitRange): string {
  return `${page}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}`;
}
