import { z } from "zod";
import type { UpstreamTag } from "../../domain/harden-runner/upstream.ts";
import { upstreamTagsKey } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";

/** GitHub's tags of Harden-Runner as they were when it was asked last, the same for all repositories. */
export interface UpstreamTags {
  /** Null where GitHub did not say; undefined where it is to be asked again. */
  read(): Promise<readonly UpstreamTag[] | null | undefined>;
  /** Kept for a day; that GitHub did not say, for an hour. */
  remember(tags: readonly UpstreamTag[] | null): Promise<void>;
}

const hour = 3_600;
const schema = z.array(z.object({ tag: z.string(), commit: z.string() })).nullable();

export function createUpstreamTags(redis: Redis): UpstreamTags {
  return {
    async read() {
      const value = await redis.get(upstreamTagsKey);
      if (value === null) return undefined;
      return parseValue(schema, value);
    },
    async remember(tags) {
      await redis.set(upstreamTagsKey, JSON.stringify(tags), "EX", tags === null ? hour : 24 * hour);
    },
  };
}
