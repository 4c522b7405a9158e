import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Store } from "../../adapters/store/store.ts";

/** With what pages are read. */
export interface InsightTools {
  readonly store: Store;
  /** Acts for whoever looks; asked only for a workflow file that is not kept. Null where nothing may be asked. */
  readonly octokit: Octokit | null;
}
