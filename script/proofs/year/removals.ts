import { entryKey } from "../../../src/domain/endpoint/entry.ts";
import { listOf, type Simulated } from "./repository.ts";
import { year } from "./world.ts";

/** So long after it was taken out of a list an entry may turn out to be needed. */
const regretDays = 90;

/** What was taken out of the lists of one repository, and what was wanted after all. */
export interface Removals {
  /** Does what may change the file at a day, and notes what it takes out of the lists of jobs that go on blocking. */
  noteChange(day: number, state: Simulated, change: () => void): void;
  /** A job wanted to call a host. */
  noteWanted(day: number, jobId: string, host: string): void;
  /** Of the entries that the year shows 90 days more of: how many were taken out, and how many of these were wanted in that time. */
  count(): { readonly removals: number; readonly regrets: number };
}

/** Nothing was taken out of the lists of these jobs yet. */
export function createRemovals(jobIds: readonly string[]): Removals {
  const all: { readonly key: string; readonly day: number; isRegretted: boolean }[] = [];
  return { noteChange, noteWanted, count };

  function noteChange(day: number, state: Simulated, change: () => void): void {
    const before = state.text;
    change();
    if (state.text === before) return;
    for (const jobId of jobIds) {
      const [old, list] = [listOf(before, jobId), listOf(state.text, jobId)];
      if (old === null || list === null) continue;
      const kept = new Set(list.map(entryKey));
      for (const key of old.map(entryKey))
        if (!kept.has(key)) all.push({ key: `${jobId} ${key}`, day, isRegretted: false });
    }
  }

  function noteWanted(day: number, jobId: string, host: string): void {
    for (const one of all)
      if (one.key === `${jobId} ${host}:443` && day - one.day <= regretDays) one.isRegretted = true;
  }

  function count(): { readonly removals: number; readonly regrets: number } {
    const followed = all.filter(({ day }) => day <= year - regretDays);
    return { removals: followed.length, regrets: followed.filter(({ isRegretted }) => isRegretted).length };
  }
}
