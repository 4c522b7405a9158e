import type { Reaction } from "../../../adapters/github/talk/comments.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";

/** Who asked for something, when and where. */
export interface Question {
  readonly repository: RepositoryNow;
  /** The same as tasks name it. */
  readonly current: Repository;
  readonly login: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The pull request or issue; null for a page. */
  readonly number: number | null;
}

/** What is said to somebody who asked. */
export interface Answer {
  readonly reaction: Exclude<Reaction, "eyes">;
  /** Markdown. */
  readonly text: string;
}
