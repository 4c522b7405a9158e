import type { RunPage } from "../../insight/run-page.ts";

/** What the template shows. */
export function viewRun(page: RunPage): object {
  return { page };
}
