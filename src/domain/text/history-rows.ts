import type { ListChange } from "../assessment/list-history.ts";
import { linkRun, nameRun } from "./run-link.ts";
import { changeWords } from "./sentences/history.ts";

/** Changes of a list that came together, as one row of a table. */
export interface HistoryRow {
  /** ISO 8601 UTC, and its day, `2026-03-01`. */
  readonly at: string;
  readonly date: string;
  readonly what: string;
  /** The first entries that changed so, and how many more there are; none where the whole list is meant. */
  readonly entries: readonly string[];
  readonly moreEntries: number;
  /** Who decided it; null where nobody did. Foreign. */
  readonly login: string | null;
  /** The first run that called it, where one entry is meant. */
  readonly run: { readonly name: string; readonly url: string } | null;
  readonly pullRequest: number | null;
  /** People edited the file. */
  readonly isByHand: boolean;
  /** Somebody decided it with a button of an insights page, not in a comment. */
  readonly isOnPage: boolean;
}

const mostEntries = 4;

/** The newest changes as rows, those that came together as one. `page` is the repository's. */
export function describeHistory(
  changes: readonly ListChange[],
  page: string,
  most: number,
): { readonly rows: readonly HistoryRow[]; readonly more: number } {
  const groups: ListChange[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    if (group?.[0] !== undefined && cameWith(group[0], change)) group.push(change);
    else groups.push([change]);
  }
  const rows = groups.slice(0, most).map((group) => describeGroup(group, page));
  return { rows, more: groups.length - rows.length };
}

function cameWith(a: ListChange, b: ListChange): boolean {
  return a.at === b.at && a.kind === b.kind && a.login === b.login && a.pullRequest === b.pullRequest;
}

function describeGroup(group: readonly ListChange[], page: string): HistoryRow {
  const [first] = group;
  const { at = "", kind = "found", login = null, pullRequest = null, run = null } = first ?? {};
  const entries = group.flatMap(({ entry }) => entry ?? []);
  const isOfList = kind === "added" || kind === "removed" || kind === "blocked" || kind === "returned";
  return {
    at,
    date: at.slice(0, 10),
    what: changeWords[kind],
    entries: entries.slice(0, mostEntries),
    moreEntries: Math.max(0, entries.length - mostEntries),
    login,
    run: run === null || group.length > 1 ? null : { name: nameRun(run), url: linkRun(page, run, "").url },
    pullRequest,
    isByHand: isOfList && pullRequest === null,
    isOnPage: (kind === "allowed" || kind === "denied") && pullRequest === null,
  };
}
