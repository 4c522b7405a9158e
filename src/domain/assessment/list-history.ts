import type { RunKey } from "../baseline/baseline.ts";

/** Something that became of a job's list. */
export interface ListChange {
  /** When it was seen or, of a decision, said. ISO 8601 UTC. */
  readonly at: string;
  readonly kind: /** The list came to be in force, or the job went back to audit mode. */
    | "blocked"
    | "returned"
    /** An entry came to the list, or left it. */
    | "added"
    | "removed"
    /** An entry was in the list already when the bot first saw it in force. */
    | "found"
    /** Somebody said so of an endpoint, whatever became of the list. */
    | "allowed"
    | "denied";
  /** The entry as the list is read, `host:port`; null where the whole list is meant. */
  readonly entry: string | null;
  /** The first run that called it, as far as known. */
  readonly run: RunKey | null;
  /** Who decided it, as far as somebody did. */
  readonly login: string | null;
  /** The bot's pull request that brought it or, of a decision, where it was said. Null where people edited the file, and for what was decided on an insights page. */
  readonly pullRequest: number | null;
}

/** The changes of a job's list, and what it holds. */
export interface ListHistory {
  /** What the list in force was when it was last looked at; null where none is in force. */
  readonly listed: readonly string[] | null;
  /** The newest first. */
  readonly changes: readonly ListChange[];
}

export const noHistory: ListHistory = { listed: null, changes: [] };

/** The oldest go first. */
const mostChanges = 200;

/** What is known of a change besides that it happened. */
export interface ChangeFacts {
  readonly at: string;
  /** The bot's pull request that was merged last; null where there is none. */
  readonly merged: number | null;
  /** Whether the bot has proposed an entry. */
  isProposed(entry: string): boolean;
  /** The first run that called an entry, and who decided about it. */
  originOf(entry: string): Pick<ListChange, "run" | "login">;
}

/** Notes what became of the list. `list` is what is in force now; null where nothing is. The same list again changes nothing. */
export function noteList(
  history: ListHistory,
  list: readonly string[] | null,
  facts: ChangeFacts,
): ListHistory {
  const { listed, changes } = history;
  // What it brought was noted with the first look after its merge.
  const isNoted = changes.some((change) => change.pullRequest === facts.merged && !isDecision(change));
  const merged = isNoted ? null : facts.merged;
  const found: ListChange[] = [];
  if (list !== null && listed === null) {
    found.push(...whole("blocked", merged));
    for (const entry of list) {
      const isBots = merged !== null && facts.isProposed(entry);
      const isFirst = changes.length === 0 && merged === null;
      found.push(one(isFirst ? "found" : "added", entry, isBots ? merged : null));
    }
  }
  if (list === null && listed !== null) found.push(...whole("returned", merged));
  if (list !== null && listed !== null) {
    for (const entry of list)
      if (!listed.includes(entry)) found.push(one("added", entry, facts.isProposed(entry) ? merged : null));
    for (const entry of listed) if (!list.includes(entry)) found.push(one("removed", entry, merged));
  }
  if (found.length === 0 && isSame(list, listed)) return history;
  return { listed: list, changes: [...found, ...changes].slice(0, mostChanges) };

  function one(kind: "added" | "removed" | "found", entry: string, pullRequest: number | null): ListChange {
    const origin = kind === "found" ? { run: null, login: null } : facts.originOf(entry);
    return { at: facts.at, kind, entry, ...origin, pullRequest };
  }

  function whole(kind: "blocked" | "returned", pullRequest: number | null): readonly ListChange[] {
    return [{ at: facts.at, kind, entry: null, run: null, login: null, pullRequest }];
  }
}

/** Notes that somebody decided about an endpoint. Said again after a crash, it is there once. */
export function noteDecision(
  history: ListHistory,
  decision: { readonly kind: "allowed" | "denied" } & Pick<
    ListChange,
    "at" | "entry" | "login" | "pullRequest"
  >,
): ListHistory {
  const isKnown = history.changes.some(
    ({ at, kind, entry, login }) =>
      at === decision.at && kind === decision.kind && entry === decision.entry && login === decision.login,
  );
  if (isKnown) return history;
  const changes = [{ ...decision, run: null }, ...history.changes].slice(0, mostChanges);
  return { ...history, changes };
}

/** The changes that are about an entry, the newest first. */
export function changesOf(
  { changes }: ListHistory,
  isMeant: (entry: string) => boolean,
): readonly ListChange[] {
  return changes.filter(({ entry }) => entry !== null && isMeant(entry));
}

function isDecision({ kind }: ListChange): boolean {
  return kind === "allowed" || kind === "denied";
}

function isSame(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
