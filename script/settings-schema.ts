/**
 * Writes `docs/egress-bot.schema.json`, by which editors know the settings:
 *   node script/settings-schema.ts
 */
import { writeFileSync } from "node:fs";
import { z } from "zod";
import { settingsFileSchema } from "../src/domain/settings/settings-schema.ts";

/** The JSON Schema (draft 2020-12) of a settings file as it is written, as the text of the file. */
export function renderSettingsSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(settingsFileSchema, { io: "input" }), null, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL("../docs/egress-bot.schema.json", import.meta.url), renderSettingsSchema());
}
