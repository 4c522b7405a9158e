import { ifThere } from "./if-there.ts";
import { listItems } from "./list-items.ts";
import type { Octokit } from "./octokit.ts";
import { wholeAnswer } from "./whole-answer.ts";

/** The App on one account, whether it may do anything there or not. */
export interface AppInstallation {
  readonly id: number;
  /** The account's id. */
  readonly accountId: number | null;
  /** Since when its owner has suspended it, ms since 1970; null where the App may work. */
  readonly suspendedAt: number | null;
}

/** Lists where the App is installed. Is given the App's own client. @throws what Octokit throws, and CutAnswerError */
export async function listAppInstallations(app: Octokit): Promise<readonly AppInstallation[]> {
  const installations: AppInstallation[] = [];
  const listed = listItems(async (page) => wholeAnswer(await app.rest.apps.listInstallations(page)));
  for await (const { id, account, suspended_at: suspended } of listed)
    installations.push({
      id,
      accountId: account?.id ?? null,
      suspendedAt: suspended === null ? null : Date.parse(suspended) || 0,
    });
  return installations;
}

/** Whether an installation that a list did not name is there all the same. @throws as above */
export async function isInstalled(app: Octokit, installationId: number): Promise<boolean> {
  const asked = { installation_id: installationId };
  return (await ifThere(async () => wholeAnswer(await app.rest.apps.getInstallation(asked)))) !== null;
}
