import type { Webhooks } from "@octokit/webhooks";
import { createPublicPages } from "../../../adapters/store/pages/public-pages.ts";
import { endSessionsOf } from "../../../adapters/store/pages/sessions.ts";
import type { Redis } from "../../../adapters/store/redis/redis.ts";

/**
 * Ends what must end at once: the sessions of a person who has taken the App's authorization back, and the public pages of a repository that
 * became private. Not by a task, which may wait.
 */
export function registerPageWebhooks(webhooks: Pick<Webhooks, "on">, redis: Redis): void {
  const publicPages = createPublicPages(redis);
  webhooks.on("github_app_authorization.revoked", ({ payload }) =>
    endSessionsOf(redis, payload.sender.id, Date.now()),
  );
  webhooks.on("repository.privatized", ({ payload }) => publicPages.close(payload.repository.id));
}
