import type { EntryRow } from "../describe-entries.ts";
import { rankOf } from "../look-words.ts";
import { type CutList, cutList } from "./cut-list.ts";

/** More rows than these are not taken in at a glance. */
export const mostOpenRows = 8;

/** The endpoints of a job as its table shows them. */
export interface SortedEndpoints {
  /** Those that need eyes, the most urgent first. */
  readonly open: readonly EntryRow[];
  /** The rest of them. */
  readonly flagged: CutList<EntryRow>;
  /** Those of which nothing is to be said. */
  readonly plain: CutList<EntryRow>;
  /** All of the plain ones were called in every run. */
  readonly isPlainInEveryRun: boolean;
  /** What to look at, a sentence of plain Markdown. */
  readonly look: string;
}

/** Sorts a job's endpoints by how much they need eyes. At most so many rows in each table that is folded. */
export function sortEndpoints(rows: readonly EntryRow[], most: number): SortedEndpoints {
  const flagged = rows
    .filter(({ looks }) => looks.length > 0)
    .map((row, place) => ({ row, place }))
    .sort((a, b) => rankOf(a.row.looks) - rankOf(b.row.looks) || a.place - b.place)
    .map(({ row }) => row);
  const plain = rows.filter(({ looks }) => looks.length === 0);
  const isPlainInEveryRun = plain.every(({ runs, ofRuns }) => runs > 0 && runs === ofRuns);
  const open = flagged.slice(0, Math.min(mostOpenRows, most));
  return {
    open,
    flagged: cutList(flagged.slice(open.length), Math.max(0, most - open.length)),
    plain: cutList(plain, most),
    isPlainInEveryRun,
    look: sayLook(flagged.length, plain.length, isPlainInEveryRun),
  };
}

function sayLook(flagged: number, plain: number, isInEveryRun: boolean): string {
  if (flagged + plain === 0) return "Nothing: the job called nothing that needs an entry.";
  const called = isInEveryRun
    ? plain === 1
      ? " It was called in every run."
      : " All were called in every run."
    : "";
  if (flagged === 0) return `Nothing is flagged.${called}`;
  const look = `${flagged} flagged ${flagged === 1 ? "endpoint" : "endpoints"}`;
  if (plain === 0)
    return flagged === 1
      ? "The only endpoint is flagged. Does the step that calls it need it?"
      : `${flagged === 2 ? "Both" : `All ${flagged}`} endpoints below are flagged. Do the steps that call them need them?`;
  const others = plain === 1 ? "other one" : `other ${plain}`;
  return isInEveryRun
    ? `${look}. The ${others} ${plain === 1 ? "was" : "were"} called in every run.`
    : `${look}. The ${others} ${plain === 1 ? "is" : "are"} not flagged.`;
}
