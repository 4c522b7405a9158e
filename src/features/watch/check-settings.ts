import { createHash } from "node:crypto";
import { isRefused } from "../../adapters/github/client/is-refused.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readHead, readRepository } from "../../adapters/github/repositories/repository.ts";
import { createCheckRun } from "../../adapters/github/talk/check-run.ts";
import type { CheckSettings } from "../../adapters/queue/tasks/check-settings.ts";
import type { Store } from "../../adapters/store/store.ts";
import { settingsCheckName } from "../../domain/marks/check-names.ts";
import { settingsPath } from "../../domain/settings/settings.ts";
import type { Mistake } from "../../domain/settings/settings-text.ts";
import { describeSettingsCheck } from "../../domain/text/settings-check.ts";
import { readLayer } from "../look/read-layer.ts";
import { readSettings } from "../look/read-settings.ts";

/**
 * Puts a check on the newest commit of the default branch where the mistakes in the repository's settings file are others than those
 * reported last, or are gone. Without the permission to do so nothing is reported, and tried again with the next change.
 * @throws what GitHub or the store answered with
 */
export async function checkSettings(
  { repository: named }: CheckSettings,
  { octokit, store }: { readonly octokit: Octokit; readonly store: Pick<Store, "settings"> },
): Promise<void> {
  const repository = await readRepository(octokit, named);
  if (repository === null || repository.isArchived) return;
  const commit = await readHead(octokit, repository, repository.defaultBranch);
  if (commit === null) return;
  const { mistakes, isEarlier } = await readLayer(repository, commit, { octokit, store });
  // What is in force by now is kept ready for the events that come next.
  await readSettings(repository, { octokit, store });
  const digest = digestOf(mistakes);
  if ((await store.settings.readReported(repository.id)) === digest) return;
  try {
    await createCheckRun(octokit, repository, {
      name: settingsCheckName,
      commit,
      conclusion: mistakes.length > 0 ? "failure" : "success",
      ...describeSettingsCheck(mistakes, isEarlier),
      annotations: mistakes.map(({ line, column, path, message }) => ({
        path: settingsPath,
        line,
        column,
        title: path === "" ? settingsCheckName : path,
        message,
      })),
    });
  } catch (error) {
    if (isRefused(error)) return;
    throw error;
  }
  await store.settings.rememberReported(repository.id, digest);
}

/** Null where there are none. */
function digestOf(mistakes: readonly Mistake[]): string | null {
  return mistakes.length === 0 ? null : createHash("sha256").update(JSON.stringify(mistakes)).digest("hex");
}
