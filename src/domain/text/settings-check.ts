import { settingsPath } from "../settings/settings.ts";
import type { Mistake } from "../settings/settings-text.ts";
import { code, escapeText } from "./escape.ts";

/** Says what is wrong with a settings file, and which settings are in force; or that nothing is wrong any more. */
export function describeSettingsCheck(
  mistakes: readonly Mistake[],
  isEarlier: boolean,
): { readonly title: string; readonly summary: string } {
  if (mistakes.length === 0) {
    return {
      title: "No mistakes",
      summary: `${code(settingsPath)} has no mistakes any more and is in force.`,
    };
  }
  const inForce = isEarlier
    ? "Until they are corrected, the last version of the file without mistakes stays in force."
    : "No version of the file without mistakes is known, so until they are corrected it is as if there were none.";
  const lines = mistakes.map(
    ({ line, column, path, message }) =>
      `- line ${line}, column ${column}${path === "" ? "" : `, ${code(path, 100)}`}: ${escapeText(message, 300)}`,
  );
  return {
    title: mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`,
    summary: [`${code(settingsPath)} has mistakes. ${inForce}`, "", ...lines].join("\n"),
  };
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
