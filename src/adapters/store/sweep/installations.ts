import { z } from "zod";
import type { SweepCause } from "../../../domain/sweep/judge-need.ts";
import { installationKey, installationsKey } from "../redis/keys.ts";
import { parseValue } from "../redis/parse-value.ts";
import type { Redis } from "../redis/redis.ts";
import { keepRepository } from "../redis/retention.ts";
import { runTransaction } from "../redis/transaction.ts";

/** A repository by the name that it had when it was seen last. */
export interface NamedRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** A sweep of an installation: why, and the task that does it. */
export interface SweepOfInstallation {
  readonly cause: SweepCause;
  readonly task: string;
}

/**
 * Where the App is installed and which repositories it reaches there, as far as the bot has come to know, so that it notices what it lost
 * without being told. Kept for 120 days after the last change.
 */
export interface Installations {
  /** With the time, ms since 1970, since when an installation has been suspended; null for one that is not. */
  list(): Promise<ReadonlyMap<number, number | null>>;
  note(installationId: number, suspendedAt: number | null): Promise<void>;
  drop(installationId: number): Promise<void>;
  /** Notes a repository that the bot has to do with. */
  know(installationId: number, repository: NamedRepository): Promise<void>;
  /** Notes what a sweep found in GitHub's list. */
  see(
    installationId: number,
    sweep: SweepOfInstallation,
    repositories: readonly NamedRepository[],
  ): Promise<void>;
  /** The repositories that a sweep did not find; all that are known where none is named. */
  listUnseen(installationId: number, sweep: SweepOfInstallation | null): Promise<readonly NamedRepository[]>;
  dropRepository(installationId: number, repositoryId: number): Promise<void>;
  /** The page of GitHub's list that a sweep goes on with, from 1 on. */
  readPage(installationId: number, sweep: SweepOfInstallation): Promise<number>;
  notePage(installationId: number, sweep: SweepOfInstallation, page: number): Promise<void>;
}

/** Seconds: longer than a task is tried. */
const keepPage = 7 * 86_400;

const installationSchema = z.object({ suspendedAt: z.number().nullable() });
const repositorySchema = z.object({ owner: z.string(), name: z.string(), seen: z.string() });
const pageSchema = z.object({ task: z.string(), page: z.int().positive() });

export function createInstallations(redis: Redis): Installations {
  const repositoriesKey = (installationId: number): string => installationKey(installationId, "repositories");
  const pageKey = (installationId: number, cause: SweepCause): string =>
    installationKey(installationId, "sweep", cause);

  return {
    async list() {
      const fields = await redis.hgetall(installationsKey);
      return new Map(
        Object.entries(fields).map(([id, text]) => [
          Number(id),
          parseValue(installationSchema, text)?.suspendedAt ?? null,
        ]),
      );
    },
    async note(installationId, suspendedAt) {
      const text = JSON.stringify({ suspendedAt });
      const transaction = redis.multi().hset(installationsKey, String(installationId), text);
      await runTransaction(transaction.expire(installationsKey, keepRepository));
    },
    async drop(installationId) {
      await redis.del(repositoriesKey(installationId));
      await redis.hdel(installationsKey, String(installationId));
    },
    async know(installationId, { id, owner, name }) {
      await redis.hsetnx(installationsKey, String(installationId), JSON.stringify({ suspendedAt: null }));
      const key = repositoriesKey(installationId);
      const text = JSON.stringify({ owner, name, seen: "" });
      await runTransaction(redis.multi().hsetnx(key, String(id), text).expire(key, keepRepository));
    },
    async see(installationId, sweep, repositories) {
      if (repositories.length === 0) return;
      const key = repositoriesKey(installationId);
      const fields = repositories.flatMap(({ id, owner, name }) => [
        String(id),
        JSON.stringify({ owner, name, seen: nameOf(sweep) }),
      ]);
      await runTransaction(
        redis
          .multi()
          .hset(key, ...fields)
          .expire(key, keepRepository),
      );
    },
    async listUnseen(installationId, sweep) {
      const fields = await redis.hgetall(repositoriesKey(installationId));
      return Object.entries(fields).flatMap(([id, text]) => {
        const known = parseValue(repositorySchema, text);
        if (known === null || (sweep !== null && known.seen === nameOf(sweep))) return [];
        return [{ id: Number(id), owner: known.owner, name: known.name }];
      });
    },
    async dropRepository(installationId, repositoryId) {
      await redis.hdel(repositoriesKey(installationId), String(repositoryId));
    },
    async readPage(installationId, { cause, task }) {
      const known = parseValue(pageSchema, await redis.get(pageKey(installationId, cause)));
      return known?.task === task ? known.page : 1;
    },
    async notePage(installationId, { cause, task }, page) {
      await redis.set(pageKey(installationId, cause), JSON.stringify({ task, page }), "EX", keepPage);
    },
  };
}

function nameOf({ cause, task }: SweepOfInstallation): string {
  return `${cause} ${task}`;
}
