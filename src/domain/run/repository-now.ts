import type { Visibility } from "./readers.ts";

/** A repository as it is now; a webhook's names may be out of date. */
export interface RepositoryNow {
  readonly id: number;
  readonly owner: string;
  /** The owner's account, which stays when it is renamed. */
  readonly ownerId: number;
  readonly name: string;
  /** Its id for GraphQL. */
  readonly nodeId: string;
  /** Its page, `https://github.com/owner/name`. */
  readonly url: string;
  readonly defaultBranch: string;
  readonly isArchived: boolean;
  readonly visibility: Visibility;
}
