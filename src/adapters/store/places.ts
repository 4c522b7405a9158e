import { randomUUID } from "node:crypto";
import { z } from "zod";
import { keyOfWaiting, type Opened, type PlaceKey, type Waiting } from "../../domain/proposal/waiting.ts";
import { repositorySchema } from "../../domain/run/schema.ts";
import { releaseClaim, takeClaim } from "./redis/claim.ts";
import { keyOf, ownerKey } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** What the bot opened for an owner on a day, in all processes together, and what waits to be opened. Days are `2026-11-30`. */
export interface Places {
  /** Takes a place of a day, unless so many are taken, null for however many; true too where it has one already. */
  take(ownerId: number, day: string, key: PlaceKey, most: number | null): Promise<boolean>;
  /** Marks a place as used: whatever the same thing opens next needs another. */
  use(ownerId: number, day: string, key: PlaceKey): Promise<void>;
  /** Gives a place back for which nothing was opened. */
  giveBack(ownerId: number, day: string, key: PlaceKey): Promise<void>;
  listTaken(ownerId: number, day: string, kind: Opened): Promise<readonly PlaceKey[]>;
  /** Notes that something waits. What waits already keeps the time since which it does. Kept for 120 days after the last note of the owner's. */
  wait(ownerId: number, waiting: Waiting): Promise<void>;
  /** Changes what is known of something that waits; says whether it still does, as otherwise nothing is noted. */
  changeWaiting(ownerId: number, waiting: Waiting): Promise<boolean>;
  /** Says whether it waited. */
  stopWaiting(ownerId: number, key: PlaceKey): Promise<boolean>;
  listWaiting(ownerId: number): Promise<readonly Waiting[]>;
  /** Lets nobody else open something in a repository for so many ms; false where somebody is at it. */
  enter(repositoryId: number, holder: string, ms: number): Promise<boolean>;
  leave(repositoryId: number, holder: string): Promise<void>;
}

/** Seconds; places count on their day only. */
const keepPlaces = 3 * 86_400;

const takeScript = `if redis.call("HEXISTS", KEYS[1], ARGV[1]) == 1 then return 1 end
local most = tonumber(ARGV[2])
if most >= 0 and redis.call("HLEN", KEYS[1]) >= most then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], "1")
redis.call("EXPIRE", KEYS[1], ARGV[3])
return 1`;

// The new name is the repository's and no thing's any more. It is set first: an empty key would lose the time at which it ends.
const useScript = `if redis.call("HEXISTS", KEYS[1], ARGV[1]) == 1 then
  redis.call("HSET", KEYS[1], ARGV[2], "1")
  redis.call("HDEL", KEYS[1], ARGV[1])
end
return 1`;

// What was opened meanwhile must not wait again: nobody would answer for it.
const changeScript = `if redis.call("HEXISTS", KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call("HSET", KEYS[1], ARGV[1], ARGV[2])
return 1`;

const waitingSchema: z.ZodType<Waiting> = z.object({
  kind: z.enum(["pull-request", "issue"]),
  repository: repositorySchema,
  about: z.string().max(2_000),
  rank: z.number(),
  since: z.number(),
  at: z.number(),
  hold: z.object({
    why: z.enum(["not-wanted", "open-at-most", "per-day", "schedule", "owner-per-day"]),
    until: z.number().nullable(),
  }),
  offeredAt: z.number().nullable(),
});

export function createPlaces(redis: Redis): Places {
  const waitingKey = (ownerId: number): string => ownerKey(ownerId, "waiting");
  const takenKey = (ownerId: number, day: string, kind: Opened): string =>
    ownerKey(ownerId, "opened", day, kind);
  const enterKey = (repositoryId: number): string => keyOf(repositoryId, "opening");
  return {
    async take(ownerId, day, key, most) {
      const numbers = [String(most ?? -1), String(keepPlaces)];
      const taken = await redis.eval(
        takeScript,
        1,
        takenKey(ownerId, day, key.kind),
        fieldOf(key),
        ...numbers,
      );
      return taken === 1;
    },
    async use(ownerId, day, key) {
      const used = fieldOf({ ...key, about: `#${randomUUID()}` });
      await redis.eval(useScript, 1, takenKey(ownerId, day, key.kind), fieldOf(key), used);
    },
    async giveBack(ownerId, day, key) {
      await redis.hdel(takenKey(ownerId, day, key.kind), fieldOf(key));
    },
    async listTaken(ownerId, day, kind) {
      const fields = await redis.hkeys(takenKey(ownerId, day, kind));
      return fields.map((field) => readField(kind, field));
    },
    async wait(ownerId, waiting) {
      const key = waitingKey(ownerId);
      const field = waitingField(keyOfWaiting(waiting));
      const known = parseValue(waitingSchema, await redis.hget(key, field));
      const since = Math.min(waiting.since, known?.since ?? waiting.since);
      await runTransaction(
        redis
          .multi()
          .hset(key, field, JSON.stringify({ ...waiting, since }))
          .expire(key, keepRepository),
      );
    },
    async changeWaiting(ownerId, waiting) {
      const field = waitingField(keyOfWaiting(waiting));
      const changed = await redis.eval(changeScript, 1, waitingKey(ownerId), field, JSON.stringify(waiting));
      return changed === 1;
    },
    async stopWaiting(ownerId, key) {
      return (await redis.hdel(waitingKey(ownerId), waitingField(key))) === 1;
    },
    async listWaiting(ownerId) {
      const texts = await redis.hvals(waitingKey(ownerId));
      return texts.flatMap((text) => parseValue(waitingSchema, text) ?? []);
    },
    async enter(repositoryId, holder, ms) {
      const other = await takeClaim(redis, enterKey(repositoryId), holder, ms);
      return other === null || other === holder;
    },
    leave: (repositoryId, holder) => releaseClaim(redis, enterKey(repositoryId), holder),
  };
}

function fieldOf({ repositoryId, about }: PlaceKey): string {
  return `${repositoryId}:${about}`;
}

function waitingField(key: PlaceKey): string {
  return `${key.kind}:${fieldOf(key)}`;
}

function readField(kind: Opened, field: string): PlaceKey {
  const colon = field.indexOf(":");
  return { kind, repositoryId: Number(field.slice(0, colon)), about: field.slice(colon + 1) };
}
