import type { Queues } from "../../adapters/queue/queues.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { AnswerTools } from "../talk/question/tools.ts";

/** What the sweep of a repository works with. */
export interface SweepTools extends Pick<AnswerTools, "octokit" | "botLogin"> {
  readonly store: AnswerTools["store"] & Pick<Store, "sweeps">;
  readonly queues: Pick<
    Queues,
    "answerComment" | "backfill" | "checkPullRequest" | "learnRun" | "offerPlaces" | "propose" | "forgetDone"
  >;
  /** Of the task, the same in every turn. */
  readonly id: string;
  /** Ms since 1970. */
  now(): number;
}
