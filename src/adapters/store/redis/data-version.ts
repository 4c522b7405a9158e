import { z } from "zod";
import { dataVersionKey } from "./keys.ts";
import { parseValue } from "./parse-value.ts";
import type { Redis } from "./redis.ts";

/**
 * The version of what this release writes: 1 is every release that did not say so; since 2 each repository has an index of its keys.
 */
export const dataVersion = 2;
/** The oldest version whose release reads what this one writes, without losing what people decided. */
const readableFrom = 1;

const schema = z.object({ version: z.int(), readableFrom: z.int() });

/** A newer release has written what this one does not understand. */
export class NewerDataError extends Error {
  override readonly name = "NewerDataError";
  readonly code = "newer-data";
}

/** How what lies in Redis compares with what this release writes. */
export type DataAge =
  | { readonly kind: "same" }
  | { readonly kind: "older" | "newer"; readonly version: number };

/**
 * Compares what lies in Redis with what this release writes, and notes there that this release writes, too, unless a newer one did.
 * @throws NewerDataError where this release would not understand it
 */
export async function enterData(redis: Redis): Promise<DataAge> {
  const text = await redis.get(dataVersionKey);
  const found = parseValue(schema, text);
  if (found === null || found.version < dataVersion) {
    await redis.set(dataVersionKey, JSON.stringify({ version: dataVersion, readableFrom }));
    return found === null ? { kind: "same" } : { kind: "older", version: found.version };
  }
  if (found.readableFrom > dataVersion)
    throw new NewerDataError(
      `a newer release has written data of version ${found.version} to this Redis, and this one knows ${dataVersion}: start the newer release, or restore a backup (docs/operations/README.md)`,
    );
  return found.version > dataVersion ? { kind: "newer", version: found.version } : { kind: "same" };
}
