import type { Logger } from "probot";
import { openStore } from "../../../adapters/store/store.ts";
import type { Environment } from "../../../environment/environment.ts";
import type { PageSources } from "./create-context.ts";
import type { Pages } from "./open-pages.ts";

/** Opens the pages where all their settings are there; null, with a line in the log that says what is missing, where not. */
export async function openPagesIfSet(
  { pages, apiUrl }: Pick<Environment, "pages" | "apiUrl">,
  sources: Omit<PageSources, "settings" | "apiUrl" | "store">,
  log: Logger,
): Promise<Pages | null> {
  if (pages.kind === "none") {
    log.info({ missing: pages.missing }, "there are no insights pages without these settings");
    return null;
  }
  // Not loaded where there are none.
  const { createContext } = await import("./create-context.ts");
  const { openPages } = await import("./open-pages.ts");
  const store = openStore(sources.redis);
  return openPages(createContext({ ...sources, store, apiUrl, settings: pages.settings }));
}
