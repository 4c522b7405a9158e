import type { Logger } from "probot";
import type { Bot } from "../../adapters/github/client/bot.ts";
import type { Keeping } from "../../adapters/queue/while-kept.ts";
import { plainText } from "../../environment/log.ts";

/** Asks GitHub which installation has a repository, by its name, which leads on where it was renamed or went to another owner. */
export function createIsElsewhere(bot: Pick<Bot, "findInstallation">, log: Logger): Keeping["isElsewhere"] {
  return async ({ installationId, owner, name }) => {
    try {
      if ((await bot.findInstallation({ owner, name })) === installationId) return false;
    } catch {
      // The task's own error says what is wrong.
      return false;
    }
    log.info(
      { repository: plainText(`${owner}/${name}`), installation: installationId },
      "the repository is not the installation's any more, so nothing is left to do for it",
    );
    return true;
  };
}
