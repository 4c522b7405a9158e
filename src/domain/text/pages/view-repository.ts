import type { RepositoryPage } from "../../insight/repository-page.ts";

/** What the template shows. */
export function viewRepository(page: RepositoryPage): object {
  return { page };
}
