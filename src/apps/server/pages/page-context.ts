import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import type { SignIn } from "../../../adapters/github/people/sign-in.ts";
import type { Queues } from "../../../adapters/queue/queues.ts";
import type { AccessCache } from "../../../adapters/store/pages/access-cache.ts";
import type { SeenPublic } from "../../../adapters/store/pages/public-pages.ts";
import type { Sessions } from "../../../adapters/store/pages/sessions.ts";
import type { Store } from "../../../adapters/store/store.ts";
import type { Sealer } from "../../../shared/sealed-text.ts";
import type { Assets } from "./assets.ts";
import type { PageParts } from "./page-parts.ts";

/** With what pages are served. */
export interface PageContext {
  /** The origin under which people reach the pages. */
  readonly url: string;
  readonly signIn: SignIn;
  readonly sealer: Sealer;
  readonly sessions: Sessions;
  readonly store: Store;
  readonly queues: Pick<Queues, "answerPage">;
  readonly assets: Assets;
  readonly parts: PageParts;
  now(): number;
  openCache(sessionId: string): AccessCache;
  /** A repository whose pages everybody may see; null for every other one. */
  findPublic(owner: string, name: string): Promise<SeenPublic | null>;
  /** A client of the App for such a repository. */
  connectPublic(seen: SeenPublic): Promise<Octokit>;
  /** How long, in ms, whoever asks for something waits for the answer before the page is shown without it. */
  readonly answerWait: number;
  onError(error: unknown): void;
}
