import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import type { Store } from "../../../adapters/store/store.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";

/** What every page has around its content. */
export interface Frame {
  /** The login; null for whoever is signed out. */
  readonly viewer: string | null;
  /** For every form of the page. */
  readonly csrf: string | null;
  readonly mayWrite: boolean;
  /** The path of the page. */
  readonly here: string;
  /** The address of an asset by its name. */
  assets(name: string): string;
  readonly notice: string | null;
}

/** Why a page cannot be shown, or something not be done. */
export type Problem =
  | "github"
  | "github-limit"
  | "too-many-requests"
  | "sign-in"
  | "form"
  | "reason"
  | "not-a-writer"
  | "internal";

export type PageBody =
  | { readonly kind: "job" | "run" | "repository" | "owner"; readonly page: object }
  | { readonly kind: "welcome"; readonly signIn: string }
  | { readonly kind: "home"; readonly owners: readonly { readonly login: string }[] }
  | { readonly kind: "not-found" }
  | { readonly kind: "problem"; readonly problem: Problem };

interface Tools {
  readonly store: Store;
  /** In the viewer's name, or where everybody may look, in the App's. */
  readonly octokit: Octokit | null;
}

/** What the page of an owner is asked for. */
export interface OwnerQuestion {
  readonly ownerId: number;
  readonly login: string;
  /** Which of at most a hundred repositories the viewer may read. */
  readable(ids: readonly number[]): Promise<ReadonlySet<number>>;
  readonly filter: { readonly state: string | null; readonly name: string | null; readonly page: number };
}

/** What pages show and how they look. A reader gives null where nothing is known; what it gives is the page's JSON. */
export interface PageParts {
  readJobPage(
    tools: Tools,
    of: { readonly repository: RepositoryNow; readonly path: string; readonly jobId: string },
    now: number,
  ): Promise<object | null>;
  readRunPage(
    tools: Tools,
    of: { readonly repository: RepositoryNow; readonly runId: number },
    now: number,
  ): Promise<object | null>;
  readRepositoryPage(
    tools: Tools,
    of: { readonly repository: RepositoryNow },
    now: number,
  ): Promise<object | null>;
  readOwnerPage(tools: Tools, of: OwnerQuestion, now: number): Promise<object | null>;
  /** The folder of the files that pages load. */
  readonly assetsFolder: string;
  /** The whole page as HTML. */
  renderPage(frame: Frame, body: PageBody): string;
}
