import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Store } from "../../adapters/store/store.ts";

export interface LearnTools {
  readonly octokit: Octokit;
  /** For the logs, which lie on another host. */
  readonly fetch: typeof fetch;
  readonly store: Pick<
    Store,
    "baselines" | "commits" | "forkLogs" | "outcomes" | "settings" | "workflowTexts"
  >;
  /** Gives `<app slug>[bot]`; null where no App is at work. */
  readonly readBotLogin: (() => Promise<string>) | null;
}
