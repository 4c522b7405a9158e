import { AsyncLocalStorage } from "node:async_hooks";

/** What a try of a task did, for its line in the log. All text is foreign. */
export interface TaskNotes {
  /** What was written to GitHub or to the Policy Store, `POST /repos/{owner}/{repo}/pulls`, and how often. */
  readonly written: Map<string, number>;
  /** What became of runs and proposals. */
  readonly results: object[];
}

/** So many results are kept of a task: a backfill reads hundreds of runs. */
const mostResults = 20;

const storage = new AsyncLocalStorage<TaskNotes>();

/** Does the work of a try, and gives what was noted meanwhile to whoever tells of it. */
export function withTaskNotes<Result>(work: (notes: TaskNotes) => Promise<Result>): Promise<Result> {
  const notes: TaskNotes = { written: new Map(), results: [] };
  return storage.run(notes, () => work(notes));
}

/** Notes a write of the try at work; outside of one, nothing. */
export function noteWrite(what: string): void {
  const written = storage.getStore()?.written;
  written?.set(what, (written.get(what) ?? 0) + 1);
}

/** Notes what became of something that the try at work looked at. */
export function noteResult(result: object): void {
  const results = storage.getStore()?.results;
  if (results !== undefined && results.length < mostResults) results.push(result);
}
