import type { Store } from "../../adapters/store/store.ts";
import { parseForeignSettings } from "../../adapters/yaml/parse-foreign.ts";

/** Whether the repository's own settings, as they were last read, want the check `egress` on every head of a pull request. */
export async function wantsCheckAlways(
  repositoryId: number,
  { settings }: Pick<Store, "settings">,
): Promise<boolean> {
  const text = await settings.readGood(repositoryId);
  if (text === null) return false;
  const parsed = await parseForeignSettings(text);
  return parsed.ok && parsed.settings.checks === "always";
}
