import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Bot } from "../../adapters/github/client/bot.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { PolicyStore } from "../../adapters/policy-store/client.ts";
import type { Queues } from "../../adapters/queue/queues.ts";
import type { TaskName } from "../../adapters/queue/tasks.ts";
import type { Store } from "../../adapters/store/store.ts";

/** What the tasks work with, beside their client of GitHub. */
export interface Surroundings {
  readonly bot: Pick<Bot, "connectTo" | "connectToList" | "connectAsApp" | "readLogin" | "findInstallation">;
  readonly store: Store;
  readonly queues: Pick<Queues, TaskName | "forgetDone">;
  readonly resolveHosts: ResolveHosts | null;
  readonly policyStore: PolicyStore | null;
  /** Sees each client before it is used. */
  noteClient(octokit: Octokit, installationId: number): void;
  /** False where nothing may be written. */
  readonly writes: boolean;
  /** The origin of the insights pages, without a slash at the end; absent where there are none. */
  readonly pages?: string;
}
