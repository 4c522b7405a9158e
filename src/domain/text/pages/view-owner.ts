import { type OwnerPage, ownerGroups } from "../../insight/owner-page.ts";
import { drawLine } from "../../insight/pictures/draw-line.ts";
import { links } from "../../run/insight-links.ts";
import { ownerGroupWords, sayState } from "./page-words.ts";

/** What the template of an owner's page shows. */
export function viewOwner(page: OwnerPage): object {
  return {
    page,
    groups: ownerGroups.map((group) => ({
      group,
      name: ownerGroupWords[group],
      count: page.counts[group] ?? 0,
    })),
    line: page.blocking === null ? null : drawLine(page.blocking),
    sayState,
    hrefOf: (filter: { readonly state?: string | null; readonly page?: number }): string =>
      hrefOf(page, filter),
  };
}

/** The address of the page with another filter; what is not named stays. */
function hrefOf(
  { owner, filter }: OwnerPage,
  { state = filter.state, page = 1 }: { readonly state?: string | null; readonly page?: number },
): string {
  const query = new URLSearchParams();
  if (state !== null) query.set("state", state);
  if (filter.name !== "") query.set("name", filter.name.toWellFormed());
  if (page > 1) query.set("page", String(page));
  const text = query.toString();
  return `${links.owner(owner)}${text === "" ? "" : `?${text}`}#jobs`;
}
