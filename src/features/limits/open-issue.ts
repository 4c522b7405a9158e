import type { Repository } from "../../domain/run/repository.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { Settings } from "../../domain/settings/settings.ts";
import { type LimitTools, openInTurn, stopWaiting } from "./open-in-turn.ts";

/** Whose issues are opened, and by which limits; `limits` is null where none waits. */
export interface IssueTurns {
  readonly repository: Pick<RepositoryNow, "id" | "name" | "ownerId">;
  /** The same, for what has it tried again. */
  readonly named: Repository;
  readonly settings: Settings;
  readonly limits: LimitTools | null;
}

/** An issue that is to be opened: what it is about, and what makes it go before others. */
export interface IssueToOpen {
  readonly about: string;
  /** How bad it is that nobody knows. */
  readonly rank: number;
  readonly isUrgent?: boolean;
  readonly isProposal?: boolean;
}

/** Opens an issue when it is its turn, and returns its number; null where it waits. @throws what `open` or the store answered with */
export async function openIssueInTurn(
  { about, rank, isUrgent = false, isProposal = false }: IssueToOpen,
  { repository, named, settings, limits }: IssueTurns,
  open: () => Promise<number>,
): Promise<number | null> {
  const toOpen = { repository, named, settings, kind: "issue", about, rank, isUrgent, isProposal } as const;
  const opened = await openInTurn(toOpen, limits, async () => ({ result: await open(), isOpened: true }));
  return "hold" in opened ? null : opened.result;
}

/**
 * Notes that of the issues whose matter begins with a word only these are wanted still: the others do not wait any more.
 * @throws what the store or the queue answered with
 */
export async function leaveAllBut(
  word: string,
  wanted: readonly string[],
  turns: Pick<IssueTurns, "repository" | "named" | "limits">,
): Promise<void> {
  if (turns.limits === null) return;
  const { id, ownerId } = turns.repository;
  for (const { repository, kind, about } of await turns.limits.places.listWaiting(ownerId)) {
    const isOurs = repository.id === id && kind === "issue" && about.startsWith(`${word} `);
    if (isOurs && !wanted.includes(about)) await leaveIssue(about, turns);
  }
}

/** Notes that an issue does not wait any more. @throws what the store or the queue answered with */
export async function leaveIssue(
  about: string,
  { repository, named, limits }: Pick<IssueTurns, "repository" | "named" | "limits">,
): Promise<void> {
  if (limits !== null) await stopWaiting({ repository, named, kind: "issue", about }, limits);
}
