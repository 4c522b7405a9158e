import type { NotePush } from "../../adapters/queue/tasks/note-push.ts";
import { learnDelivered } from "./learn-delivered.ts";
import { learnRun } from "./learn-run.ts";
import type { LearnTools } from "./tools.ts";

/**
 * Notes the commits that came into the default branch, and learns from the runs that a merge queue started of them before. Returns the
 * workflow files whose baselines got something. @throws what GitHub or the store answered with
 */
export async function learnPushed(
  { repository, commits, before = "", isHarmless = false }: NotePush,
  tools: LearnTools,
): Promise<readonly string[]> {
  const { store } = tools;
  const head = commits.at(-1);
  // First: as soon as the commit counts as the default branch's, its runs may be sampled.
  if (head !== undefined) await store.samples.notePush(repository.id, { before, head, isHarmless });
  await store.commits.note(repository.id, repository.defaultBranch, commits);
  const paths = new Set<string>();
  const waiting = [...(await store.commits.takeWaiting(repository.id, commits))];
  try {
    for (let run = waiting[0]; run !== undefined; run = waiting[0]) {
      const task = { repository, run };
      for (const path of await learnDelivered(() => learnRun(task, tools))) paths.add(path);
      waiting.shift();
    }
  } catch (error) {
    // For the next try.
    for (const run of waiting) await store.commits.wait(repository.id, run);
    throw error;
  }
  return [...paths].sort();
}
