import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { JobKey } from "../../../domain/run/job-key.ts";
import type { Redis } from "../redis/redis.ts";
import { keepRepository } from "../redis/retention.ts";
import { runTransaction } from "../redis/transaction.ts";
import { baselineKeys } from "./baseline-keys.ts";
import { type Hash, toHash } from "./decode-baseline.ts";
import { isOlder, keepNewest, type SlottedHashes } from "./keep-newest.ts";

/** Which runs stay. */
export interface KeptRuns {
  readonly most: number;
  /** Further back than this, ISO 8601 UTC, none stays but the newest; where the baseline knows of a later time, that counts. */
  readonly since: string;
}

/** Fields that are written in one step, so that Redis serves others in between. */
const stepLength = 500;
/** Seconds for which stays what is written by a process that is killed meanwhile. */
const keepCopy = 300;
/** How often a baseline is read again that others changed meanwhile; then the next merge sees to it. */
const mostTries = 3;

// Takes the place of what was read, where nobody has merged since and the copy is whole.
const swapScript = `local meta = KEYS[1]
if redis.call("HGET", meta, "version") ~= ARGV[1] then return 0 end
local count = (#KEYS - 1) / 2
for place = 1, count do
  if redis.call("HLEN", KEYS[1 + count + place]) ~= tonumber(ARGV[5 + place]) then return 0 end
end
redis.call("HSET", meta, "oldest", ARGV[3], "floor-at", ARGV[4], "floor-key", ARGV[5])
redis.call("HINCRBY", meta, "version", 1)
for place = 1, count do
  local key, copy = KEYS[1 + place], KEYS[1 + count + place]
  redis.call("UNLINK", key)
  if redis.call("EXISTS", copy) == 1 then
    redis.call("RENAME", copy, key)
    redis.call("EXPIRE", key, ARGV[2])
  end
end
return 1`;

/**
 * Drops the runs that have left the window, with what only they saw. Written beside what is there and then put in its place, as to write hundreds of
 * endpoints anew within one script would hold up everybody. What is not newer than the newest dropped run never comes back.
 */
export async function pruneBaseline(redis: Redis, job: JobKey, kept: KeptRuns): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) if (await tryToPrune(redis, job, kept)) return;
}

/** False where others changed it meanwhile. */
async function tryToPrune(redis: Redis, job: JobKey, { most, since }: KeptRuns): Promise<boolean> {
  const { meta, names, slots, runs, sightings } = baselineKeys(job);
  const keys = [names, ...slots, ...runs, ...sightings];
  const [metaReply, ...replies] = await runTransaction(
    keys.reduce((transaction, key) => transaction.hgetallBuffer(key), redis.multi().hgetall(meta)),
  );
  const known = z.record(z.string(), z.string()).parse(metaReply);
  const stored = shape(replies.map(toHash));
  const sinceThen = known["kept-since"] ?? since;
  const { version = "" } = known;
  const left = keepNewest(stored, most, sinceThen > since ? sinceThen : since);
  if (left === null) return true;
  const { oldest, change } = left;
  if (change === null) {
    await redis.hset(meta, "oldest", oldest);
    return true;
  }
  const { hashes } = change;
  const before = { at: known["floor-at"] ?? "", key: known["floor-key"] ?? "" };
  const floor = isOlder(before, change.floor) ? change.floor : before;
  const copies = keys.map((key) => `${key}-${randomUUID()}`);
  const parts = flatten(hashes);
  for (const [place, hash] of parts.entries()) await writeCopy(redis, copies[place] ?? "", hash);
  const lengths = parts.map((hash) => String(hash.size));
  const all = [meta, ...keys, ...copies];
  const values = [version, String(keepRepository), oldest, floor.at, floor.key, ...lengths];
  if ((await redis.eval(swapScript, all.length, ...all, ...values)) === 1) return true;
  await redis.unlink(...copies);
  return false;
}

async function writeCopy(redis: Redis, copy: string, hash: Hash): Promise<void> {
  const fields = [...hash];
  for (let at = 0; at < fields.length; at += stepLength) {
    const step = fields.slice(at, at + stepLength).flat();
    await runTransaction(
      redis
        .multi()
        .hset(copy, ...step)
        .expire(copy, keepCopy),
    );
  }
}

function shape([names, slots0, slots1, runs0, runs1, ...sightings]: readonly Hash[]): SlottedHashes {
  const none: Hash = new Map();
  const [endpoints = none, addresses = none, resolvedOnly = none, long = none] = sightings;
  return {
    names: names ?? none,
    slots: [slots0 ?? none, slots1 ?? none],
    runs: [runs0 ?? none, runs1 ?? none],
    sightings: [endpoints, addresses, resolvedOnly, long],
  };
}

function flatten({ names, slots, runs, sightings }: SlottedHashes): readonly Hash[] {
  return [names, ...slots, ...runs, ...sightings];
}
