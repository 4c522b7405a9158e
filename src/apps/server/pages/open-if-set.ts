import { openStore } from "../../../adapters/store/store.ts";
import type { Environment } from "../../../environment/environment.ts";
import type { PageSources } from "./create-context.ts";
import type { Pages } from "./open-pages.ts";
import type { PageParts } from "./page-parts.ts";

/** Opens the pages where all their settings are there; null, with a line in the log that says what is missing, where not. */
export async function openPagesIfSet(
  { pages, apiUrl }: Pick<Environment, "pages" | "apiUrl">,
  {
    parts: given,
    log,
    ...sources
  }: Omit<PageSources, "settings" | "apiUrl" | "store" | "parts"> & { readonly parts: PageParts | undefined },
): Promise<Pages | null> {
  if (pages.kind === "none") {
    log.info({ missing: pages.missing }, "there are no insights pages without these settings");
    return null;
  }
  // Not loaded where there are none.
  const { createContext } = await import("./create-context.ts");
  const { openPages } = await import("./open-pages.ts");
  const parts = given ?? (await import("./real-parts.ts")).realParts;
  const store = openStore(sources.redis);
  return openPages(createContext({ ...sources, log, parts, store, apiUrl, settings: pages.settings }));
}
