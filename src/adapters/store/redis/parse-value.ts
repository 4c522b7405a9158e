import type { z } from "zod";

/** A stored JSON value; null where there is none, or one that another version wrote and this one does not understand. */
export function parseValue<T>(schema: z.ZodType<T>, text: string | null | undefined): T | null {
  if (text === null || text === undefined) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
