import type { OwnerPage } from "../../insight/owner-page.ts";

/** What the template shows. */
export function viewOwner(page: OwnerPage): object {
  return { page };
}
