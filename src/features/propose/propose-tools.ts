import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { PolicyStore } from "../../adapters/policy-store/client.ts";
import type { DashboardTask } from "../../adapters/queue/tasks/dashboard.ts";
import type { Propose } from "../../adapters/queue/tasks/propose.ts";
import type { ReportTask } from "../../adapters/queue/tasks/report.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { MovableStore } from "../learn/move-learned.ts";
import type { LimitTools } from "../limits/open-in-turn.ts";
import type { RulesStore } from "../look/read-rules.ts";

/** With what new pull requests wait for their turn. */
export interface ProposeLimits extends LimitTools {
  /** Proposes a file again, soon. */
  again(task: Propose): Promise<void>;
}

/** What proposing works with. */
export interface ProposeTools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "proposals" | "proposedDigests" | "looks" | "reports" | "workflowTexts"> & {
    readonly standings: Pick<Store["standings"], "note">;
  } & MovableStore &
    RulesStore;
  /** `<app slug>[bot]` */
  readonly botLogin: string;
  /** Null where hosts are not to be looked up, which people are told. */
  readonly resolveHosts: ResolveHosts | null;
  readonly policyStore: PolicyStore | null;
  /** The origin of the insights pages, without a slash at the end; absent where there are none. */
  readonly pages?: string;
  /** Null where nothing waits for its turn. */
  readonly limits: ProposeLimits | null;
  /** Has it told in the repository which jobs are not held to their lists, some time; null where only pull requests are wanted. */
  readonly report: ((task: ReportTask) => Promise<void>) | null;
  /** Has the repository's dashboard written, some time; null where there is to be none. */
  readonly dashboard: {
    readonly write: (task: DashboardTask) => Promise<void>;
    readonly store: Store["dashboards"];
  } | null;
}
