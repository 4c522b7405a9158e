import type { Bot } from "../../adapters/github/client/bot.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Propose } from "../../adapters/queue/tasks/propose.ts";
import type { Store } from "../../adapters/store/store.ts";

export interface LearnTools {
  readonly octokit: Octokit;
  /** For the logs, which lie on another host. */
  readonly fetch: typeof fetch;
  readonly store: Pick<
    Store,
    | "baselines"
    | "commits"
    | "forkLogs"
    | "outcomes"
    | "reports"
    | "runProgress"
    | "samples"
    | "settings"
    | "workflowTexts"
  > & { readonly runCalls: Pick<Store["runCalls"], "note"> };
  /** Gives `<app slug>[bot]`; null where no App is at work. */
  readonly readBotLogin: (() => Promise<string>) | null;
  /** Whether chance wants a run read whose jobs were all proved to be held to their lists. Left out, every run is read. */
  readonly draw?: () => boolean;
  /** Has a file of the run's repository looked at without waiting for the rest of the run. Left out, nobody is in a hurry. */
  readonly hurry?: (task: Propose) => Promise<void>;
  /** For runs that call workflows of other repositories: what is learned about these is told there. Left out, nothing is learned about them. */
  readonly callees?: {
    readonly findInstallation: Bot["findInstallation"];
    /** A client that reaches the called repository, of the same installation. */
    connectTo(callee: { readonly owner: string; readonly name: string }): Promise<Octokit>;
    propose(task: Propose): Promise<void>;
  };
}
