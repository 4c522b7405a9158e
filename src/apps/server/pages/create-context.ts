import type { Logger } from "probot";
import type { Bot, CallPace } from "../../../adapters/github/client/bot.ts";
import { watchLimit } from "../../../adapters/github/client/watch-limit.ts";
import { createSignIn } from "../../../adapters/github/people/sign-in.ts";
import type { Queues } from "../../../adapters/queue/queues.ts";
import { openAccessCache } from "../../../adapters/store/pages/access-cache.ts";
import { createSessions } from "../../../adapters/store/pages/sessions.ts";
import type { Redis } from "../../../adapters/store/redis/redis.ts";
import type { Store } from "../../../adapters/store/store.ts";
import type { PageSettings } from "../../../environment/page-settings.ts";
import { findPublic } from "../../../features/access/public-access.ts";
import { createSealer } from "../../../shared/sealed-text.ts";
import { readAssets } from "./assets.ts";
import type { PageContext } from "./page-context.ts";
import type { PageParts } from "./page-parts.ts";

/** Where pages come from. */
export interface PageSources {
  readonly settings: PageSettings;
  readonly apiUrl: string;
  readonly pace: CallPace;
  readonly redis: Redis;
  readonly store: Store;
  readonly bot: Pick<Bot, "connectTo" | "findInstallation">;
  readonly queues: Pick<Queues, "answerPage">;
  readonly parts: PageParts;
  readonly log: Logger;
}

/** How long whoever asks for something waits for what becomes of it, in ms. */
const answerWait = 8_000;

/** Joins the pages to what they work with. */
export function createContext(sources: PageSources): PageContext {
  const { settings, apiUrl, pace, redis, store, bot, queues, parts, log } = sources;
  const sealer = createSealer(settings.sessionKeys);
  return {
    url: settings.url,
    signIn: createSignIn(settings, apiUrl, pace, log),
    sealer,
    sessions: createSessions(redis, sealer, Date.now),
    store,
    queues,
    assets: readAssets(parts.assetsFolder),
    parts,
    now: Date.now,
    openCache: (sessionId) => openAccessCache(redis, sessionId, Date.now),
    findPublic: (owner, name) => findPublic(owner, name, { bot, store }),
    async connectPublic({ repository, installationId }) {
      const octokit = await bot.connectTo({ installationId, repository });
      watchLimit(octokit, (seen) => store.budgets.count(installationId, "answer", seen));
      return octokit;
    },
    answerWait,
    onError: (err) => log.error({ err }, "a request of the pages failed"),
  };
}
