import type { JobPage } from "../../insight/job-page.ts";
import type { OwnerPage } from "../../insight/owner-page.ts";
import type { RepositoryPage } from "../../insight/repository-page.ts";
import type { RunPage } from "../../insight/run-page.ts";

/** What stands around every page. */
export interface Frame {
  /** The login of whoever looks; null where nobody is signed in. */
  readonly viewer: string | null;
  /** What a form has to send back; null where nobody is signed in. */
  readonly csrf: string | null;
  /** Whether the viewer may write to the repository. */
  readonly mayWrite: boolean;
  /** The path of the page. */
  readonly here: string;
  /** The address of a file in `views/assets`. @throws for an unknown name */
  readonly assets: (name: string) => string;
  /** What came of an action, plain text. */
  readonly notice: string | null;
}

/** Why a page cannot be shown. */
export type Problem =
  | "github"
  | "github-limit"
  | "too-many-requests"
  | "sign-in"
  | "form"
  | "reason"
  | "not-a-writer"
  | "internal";

/** What a page is about. */
export type PageBody =
  | { readonly kind: "job"; readonly page: JobPage }
  | { readonly kind: "run"; readonly page: RunPage }
  | { readonly kind: "repository"; readonly page: RepositoryPage }
  | { readonly kind: "owner"; readonly page: OwnerPage }
  /** `signIn` is where signing in begins. */
  | { readonly kind: "welcome"; readonly signIn: string }
  | { readonly kind: "home"; readonly owners: readonly { readonly login: string }[] }
  | { readonly kind: "not-found" }
  | { readonly kind: "problem"; readonly problem: Problem };
