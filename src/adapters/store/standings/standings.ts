import { z } from "zod";
import type { JobStandingNow } from "../../../domain/proposal/standing.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { keepKey } from "../redis/keep-key.ts";
import { keyOf, ownerKey } from "../redis/keys.ts";
import { toLuaJson } from "../redis/lua-json.ts";
import { parseValue } from "../redis/parse-value.ts";
import type { Redis } from "../redis/redis.ts";
import { keepRepository } from "../redis/retention.ts";
import { runTransaction } from "../redis/transaction.ts";
import { countByState, keepCounts } from "./count-by-state.ts";
import { replaceScript } from "./standing-scripts.ts";
import {
  noteFile,
  type RepositoryStanding,
  readCountsText,
  readRepositoryStanding,
  repositorySchema,
  type StateCounts,
  type StoredRepository,
} from "./standing-values.ts";

/** How the guarded jobs of all repositories of an owner stand, as the last looks at their proposals found. */
export interface Standings {
  /** Notes how the jobs of a workflow file stand; none where it has none, or is gone. `now` is in ms since 1970. */
  note(repository: RepositoryNow, path: string, jobs: readonly JobStandingNow[], now: number): Promise<void>;
  /** Forgets a repository. Of an owner without any nothing stays. */
  forget(repositoryId: number): Promise<void>;
  /** Reads a page of an owner's repositories, in no order; one that is noted meanwhile may come twice. */
  readOwner(ownerId: number, page?: { readonly cursor?: string }): Promise<OwnerPage>;
  /** How many jobs stood in which state on each day with a look, the oldest first. Between two days nothing was seen to change. */
  readSeries(ownerId: number): Promise<readonly DayCounts[]>;
  /** How many jobs of all owners stand in which state. */
  countByState(): Promise<StateCounts>;
}

export interface OwnerPage {
  readonly repositories: readonly RepositoryStanding[];
  /** Where the next page begins; null where there is none. */
  readonly cursor: string | null;
}

export interface DayCounts {
  /** `2026-11-30`, UTC. */
  readonly day: string;
  readonly counts: StateCounts;
}

const mostDays = 400;
/** Repositories that Redis looks at in one step, so that it serves others in between. */
const pageLength = 250;
const mostTries = 20;
const replaceReply = z.union([z.literal(0), z.tuple([z.string(), z.number()])]);

export function createStandings(redis: Redis): Standings {
  const keyFor = (ownerId: number): string => ownerKey(ownerId, "standings");
  const countsFor = (ownerId: number): string => ownerKey(ownerId, "standing-counts");
  const ownerOf = (repositoryId: number): string => keyOf(repositoryId, "standing-owner");

  /** Puts something in the place of what is known of a repository, null for nothing; says whether it did, and whether as the first of a day. */
  async function replace(
    ownerId: number,
    repositoryId: number,
    known: string,
    next: StoredRepository | null,
    now: number,
  ): Promise<"other" | "first" | "further"> {
    const reply = replaceReply.parse(
      await redis.eval(
        replaceScript,
        2,
        keyFor(ownerId),
        countsFor(ownerId),
        repositoryId,
        known,
        next === null ? "" : toLuaJson(next),
        new Date(now).toISOString().slice(0, 10),
        mostDays,
        keepRepository,
      ),
    );
    if (reply === 0) return "other";
    const [numbers, isFirst] = reply;
    await keepCounts(redis, ownerId, numbers);
    return isFirst === 1 ? "first" : "further";
  }

  async function remove(ownerId: number, repositoryId: number, now: number): Promise<void> {
    await replace(ownerId, repositoryId, "any", null, now);
  }

  async function readOwner(ownerId: number, { cursor = "0" } = {}): Promise<OwnerPage> {
    const [next, flat] = await redis.hscan(keyFor(ownerId), cursor, "COUNT", pageLength);
    const repositories: RepositoryStanding[] = [];
    for (let place = 0; place < flat.length; place += 2) {
      const stored = parseValue(repositorySchema, flat[place + 1]);
      if (stored !== null) repositories.push(readRepositoryStanding(Number(flat[place]), stored));
    }
    return { repositories, cursor: next === "0" ? null : next };
  }

  /** Apps are not told of deleted repositories: what nobody has looked at for long goes by itself. */
  async function removeOld(ownerId: number, now: number): Promise<void> {
    let cursor: string | null = "0";
    while (cursor !== null) {
      const page: OwnerPage = await readOwner(ownerId, { cursor });
      for (const { repositoryId, at } of page.repositories)
        if (now - at > keepRepository * 1_000) await remove(ownerId, repositoryId, now);
      cursor = page.cursor;
    }
  }

  async function readOwnerId(repositoryId: number): Promise<number | null> {
    return z.coerce
      .number()
      .nullable()
      .parse(await redis.get(ownerOf(repositoryId)));
  }

  return {
    async note(repository, path, jobs, now) {
      const { id, ownerId } = repository;
      const before = await readOwnerId(id);
      if (before === null && jobs.length === 0) return;
      if (before !== null && before !== ownerId) await remove(before, id, now);
      const owner = ownerOf(id);
      await runTransaction(keepKey(redis.multi().set(owner, String(ownerId)), owner, keepRepository));
      for (let tries = 0; tries < mostTries; tries += 1) {
        const text = (await redis.hget(keyFor(ownerId), String(id))) ?? "";
        const known = parseValue(repositorySchema, text);
        // Only a newer release can read it.
        if (text !== "" && known === null) return;
        const next = noteFile(known, repository, { path, jobs, now });
        const isEmpty = next.files.length === 0;
        if (text === "" && isEmpty) return;
        const done = await replace(ownerId, id, text, isEmpty ? null : next, now);
        if (done === "first") await removeOld(ownerId, now);
        if (done !== "other") return;
      }
      throw new Error("how the jobs of a repository stand changes all the time");
    },
    async forget(repositoryId) {
      const ownerId = await readOwnerId(repositoryId);
      if (ownerId !== null) await remove(ownerId, repositoryId, Date.now());
    },
    readOwner,
    async readSeries(ownerId) {
      const { now: _, ...days } = await redis.hgetall(countsFor(ownerId));
      return Object.keys(days)
        .sort()
        .map((day) => ({ day, counts: readCountsText(days[day]) }));
    },
    countByState: () => countByState(redis),
  };
}
