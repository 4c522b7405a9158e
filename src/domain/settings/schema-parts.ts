import { z } from "zod";
import { settingsValueWords } from "../text/sentences/settings-mistakes.ts";
import { readSettingsEndpoint } from "./settings-endpoint.ts";

// What the schemas of settings are made of, each with its own words for what is wrong.

const mostEntries = 200;

/** Of what must be a map. */
export const mapError = { error: settingsValueWords.noMap };

/** A whole number. */
export function whole(least: number, most: number) {
  const error = settingsValueWords.noWhole(least, most);
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** Any number. */
export function between(least: number, most: number) {
  const error = settingsValueWords.noNumber(least, most);
  return z.number({ error }).min(least, { error }).max(most, { error });
}

/** One of some words. */
export function oneOf<const Values extends readonly string[]>(...values: Values) {
  return z.enum(values, { error: settingsValueWords.noneOf(values) });
}

/** A text of one character at least. */
export function text(longest: number, error: string) {
  return z.string({ error }).min(1, { error }).max(longest, { error });
}

/** A list, of 200 entries unless said otherwise. */
export function list<Item extends z.ZodType>(item: Item, most = mostEntries) {
  return z
    .array(item, { error: settingsValueWords.noListOrEmpty })
    .max(most, { error: settingsValueWords.tooMany(most) });
}

/** An endpoint, which comes out as `host:port`. */
export function endpoint(kind: "allow" | "deny") {
  return z
    .string({ error: settingsValueWords.noEndpoint })
    .max(300, { error: settingsValueWords.tooLong })
    .transform((written, context) => {
      const read = readSettingsEndpoint(written, kind);
      if (read.ok) return read.endpoint;
      context.addIssue(read.problem);
      return z.NEVER;
    });
}

/** Yes or no. */
export function truth() {
  return z.boolean({ error: settingsValueWords.noTruth });
}
