import type { Store } from "../../../adapters/store/store.ts";
import { plainText } from "../../../environment/log.ts";
import type { Metrics } from "./metrics.ts";
import { noteResult } from "./task-notes.ts";

const mostJobs = 50;

/** The store, which tells the log and the metrics what became of runs and proposals when that is remembered. */
export function noteStore(store: Store, { jobs, proposals }: Pick<Metrics, "jobs" | "proposals">): Store {
  return {
    ...store,
    outcomes: {
      ...store.outcomes,
      async record(repositoryId, outcome) {
        await store.outcomes.record(repositoryId, outcome);
        for (const { result } of outcome.jobs) jobs.inc({ result });
        const { path: file, runId: run, attempt, notLearned } = outcome;
        noteResult({
          file: plainText(file),
          run,
          attempt,
          notLearned,
          jobs: outcome.jobs.slice(0, mostJobs).map((job) => ({ ...job, name: plainText(job.name) })),
        });
      },
    },
    proposals: {
      ...store.proposals,
      async remember(repositoryId, path, state) {
        await store.proposals.remember(repositoryId, path, state);
        proposals.inc({ action: state.action });
        noteResult({ file: plainText(path), action: state.action, pullRequest: state.pullRequest });
      },
    },
  };
}
