import type { Logger } from "probot";
import type { Bot } from "../../adapters/github/client/bot.ts";
import type { AppManifest } from "../../domain/manifest/app-manifest.ts";
import { findMissing, type Missing } from "../../domain/manifest/find-missing.ts";

/**
 * Says in the log what the App, or one of its installations, lacks of what the manifest asks for. The App works without it: what GitHub
 * then refuses stays undone. What an installation lacks because the App itself does is not said again. Never throws.
 */
export async function reportMissing(
  bot: Pick<Bot, "readGrants" | "listInstallations">,
  manifest: AppManifest,
  log: Logger,
): Promise<void> {
  try {
    const { page, ...app } = await bot.readGrants();
    const missing = findMissing(manifest, app);
    if (isAny(missing))
      log.warn(
        { ...missing, page },
        "the App lacks what app.yml asks for, and works without it; its owner can add it in the App's settings",
      );
    for (const { account, page, ...granted } of await bot.listInstallations()) {
      const notAccepted = without(findMissing(manifest, granted), missing);
      if (isAny(notAccepted))
        log.warn(
          { ...notAccepted, account, page },
          "an installation has not accepted what the App asks for, which works without it there",
        );
    }
  } catch (error) {
    log.warn({ err: error }, "GitHub did not say which permissions the App has");
  }
}

function isAny({ permissions, events }: Missing): boolean {
  return permissions.length + events.length > 0;
}

function without(all: Missing, some: Missing): Missing {
  return {
    permissions: all.permissions.filter((one) => !some.permissions.includes(one)),
    events: all.events.filter((one) => !some.events.includes(one)),
  };
}
