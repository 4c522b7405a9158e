import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import type { PolicyStore } from "../../../adapters/policy-store/client.ts";
import type { Backfill } from "../../../adapters/queue/tasks/backfill.ts";
import type { LearnRun } from "../../../adapters/queue/tasks/learn-run.ts";
import type { Propose } from "../../../adapters/queue/tasks/propose.ts";
import type { Store } from "../../../adapters/store/store.ts";
import type { ProposeResult } from "../../propose/result.ts";

export interface AnswerTools {
  readonly octokit: Octokit;
  /** For the logs, which lie on another host. */
  readonly fetch: typeof fetch;
  readonly store: Pick<
    Store,
    | "answers"
    | "backfills"
    | "baselines"
    | "decisions"
    | "jobRecords"
    | "outcomes"
    | "places"
    | "runProgress"
    | "policies"
    | "reports"
    | "settings"
    | "upstreamTags"
    | "workflowTexts"
  >;
  readonly policyStore: PolicyStore | null;
  /** Whether hosts are looked up before they are proposed. */
  readonly looksUpHosts: boolean;
  /** `<app slug>[bot]` */
  readonly botLogin: string;
  learnRun(task: LearnRun): Promise<readonly string[]>;
  /** `isAsked`: somebody asks for its pull request, which then does not wait for its turn. */
  propose(task: Propose, isAsked?: boolean): Promise<ProposeResult>;
  /** Has runs learned again, some time. */
  backfill(task: Backfill): Promise<void>;
}
