import { settingsPath } from "../settings/settings.ts";
import type { Mistake } from "../settings/settings-text.ts";
import { code, escapeText } from "./escape.ts";

/** Says what is wrong with a settings file, and which settings are in force; or that nothing is wrong any more. */
export function describeSettingsCheck(
  mistakes: readonly Mistake[],
  isEarlier: boolean,
): { readonly title: string; readonly summary: string } {
  if (mistakes.length === 0)
    return { title: "No mistakes", summary: `No mistakes are left in ${code(settingsPath)}.` };
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  const inForce = isEarlier
    ? "the last version without mistakes stays in force"
    : "the file has no effect, because no version without mistakes is known";
  const until = mistakes.length === 1 ? "it is" : "they are";
  const lines = mistakes.map(
    ({ line, column, path, message }) =>
      `- Line ${line}, column ${column}${path === "" ? "" : `, ${code(path, 100)}`}: ${escapeText(message, 300)}`,
  );
  const summary = `**${code(settingsPath)} has ${count}.** Until ${until} fixed, ${inForce}.`;
  return { title: count, summary: [summary, "", ...lines].join("\n") };
}

/** A mistake as one line, with the file, the repository's or its owner's. Foreign text. */
export function sayMistake({
  file,
  line,
  column,
  message,
}: Mistake & { readonly file: "repository" | "owner" }): string {
  return `${file} settings, line ${line}, column ${column}: ${message}`;
}
