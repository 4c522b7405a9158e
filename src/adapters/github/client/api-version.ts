import type { Octokit } from "./octokit.ts";

/** The version of the REST API whose fields are read here; a newer one drops some of them. */
const apiVersion = "2022-11-28";

/** A plugin of Octokit's: every call says which version of the API it is written for. */
export function nameApiVersion(octokit: Pick<Octokit, "hook">): void {
  octokit.hook.before("request", ({ headers }) => {
    headers["x-github-api-version"] = apiVersion;
  });
}
