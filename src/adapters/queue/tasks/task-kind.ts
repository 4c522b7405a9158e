import type { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";

/** What all tasks have in common: they belong to a repository, or to an installation, or else to the App. */
export interface AnyTask {
  readonly repository?: Pick<Repository, "id" | "installationId">;
  readonly repositoryId?: number;
  readonly installationId?: number;
  /** Why it is done, where it says so. */
  readonly cause?: string;
}

/** A task that is not done, and goes on later. */
export interface Pause {
  /** Ms since 1970. */
  readonly continueAt: number;
}

/** What becomes of a task that is asked for again. Keys hold for the kind of task. */
export type Repeat =
  /** The same task, also within a day of its completion. The key must not be a number. */
  | { readonly kind: "once"; readonly key: string }
  /** At most one waits, and one more while it is worked on. Waits for more of the same burst first; for longer where it is quiet. */
  | { readonly kind: "latest"; readonly key: string; readonly isQuiet?: boolean }
  /** The same task until it is done. */
  | { readonly kind: "single"; readonly key: string }
  /** At most one waits, until a time, ms since 1970. */
  | { readonly kind: "later"; readonly key: string; readonly at: number }
  /** A task of its own each time. */
  | { readonly kind: "each" };

/** A workflow file whose proposal is to be looked at, and what makes it so. */
export interface FileToPropose {
  readonly repository: Repository;
  /** The workflow file, `.github/workflows/ci.yml`. */
  readonly path: string;
  /**
   * `event`, also where nothing is said: something on GitHub changed, so it is looked at whatever was known. `alarm`: a run showed what must not
   * wait, `run`: what may. After a run it is looked at only where something follows from it.
   */
  readonly cause?: "event" | "alarm" | "run";
}

/** A repository under the name that it had when its task was queued. */
export type KeptRepository = Pick<Repository, "id" | "installationId" | "owner" | "name">;

/** One try at a task. */
export interface Turn {
  /** Of the task, the same in every turn. */
  readonly id: string;
  /** When it was asked for, ms since 1970. */
  readonly queuedAt: number;
  /** Does work unless the App has lost the repository: then null. */
  whileKept<Result>(repository: KeptRepository, work: () => Promise<Result>): Promise<Result | null>;
  /** Whether tasks of the same installation wait that go first. */
  isUrgent(): Promise<boolean>;
  /** Queues the proposal of a file, unless the App has lost the repository. */
  propose(file: FileToPropose): Promise<void>;
}

/**
 * All that the queue knows about a kind of task. `Tool` is what does the work, which the queue knows nothing about: a function of the
 * task, unless the kind says more.
 */
export interface TaskKind<Name extends string, Task extends AnyTask, Tool = (task: Task) => Promise<void>> {
  /** Of its queue. Lies in Redis, so it stays. */
  readonly name: Name;
  /** What lies in Redis may have been written by another version. */
  readonly schema: z.ZodType<Task>;
  /** How many are worked on at the same time in one process. */
  readonly concurrency: number;
  /** Whether tasks of the same installation that make way do so for it: what webhooks and people have asked for. */
  readonly isUrgent: boolean;
  /** Whether none is begun while urgent tasks of the same installation wait. */
  readonly makesWay?: boolean;
  /** Whether a task goes before the others of its kind and installation. */
  goesFirst?(task: Task): boolean;
  repeat(task: Task): Repeat;
  /** Of which task that waits with a key of `single` another is no repeat any more once this one is queued. */
  ends?(task: Task): { readonly name: string; readonly key: string };
  /** Which look at a file's proposal does not count any more once this task is queued; null for none. */
  drops?(task: Task): { readonly repositoryId: number; readonly line: string } | null;
  /** For people, who look at what was given up. */
  describe(task: Task): TaskDescription;
  /** Null when all is done. */
  run(task: Task, tool: Tool, turn: Turn): Promise<Pause | null>;
}

/** All text is foreign. */
export interface TaskDescription {
  /** `owner/name`, or the repository's number where no more is known. */
  readonly repository: string;
  /** What is to be done, in a few words. */
  readonly task: string;
}

/** Does what a task is about unless the App has lost its repository. */
export async function runWhileKept<Task extends { readonly repository: KeptRepository }>(
  task: Task,
  tool: (task: Task) => Promise<void>,
  turn: Pick<Turn, "whileKept">,
): Promise<null> {
  await turn.whileKept(task.repository, () => tool(task));
  return null;
}

export function fullName({ owner, name }: Pick<Repository, "owner" | "name">): string {
  return `${owner}/${name}`;
}
