import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { PolicyStore } from "../../adapters/policy-store/client.ts";
import type { Store } from "../../adapters/store/store.ts";

/** With what is looked at how things stand. */
export interface LookTools {
  readonly octokit: Octokit;
  readonly store: Pick<
    Store,
    "baselines" | "decisions" | "jobRecords" | "policies" | "settings" | "upstreamTags" | "workflowTexts"
  >;
  readonly policyStore: PolicyStore | null;
}
