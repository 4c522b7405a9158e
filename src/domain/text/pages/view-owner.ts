import { type OwnerPage, ownerGroups } from "../../insight/owner-page.ts";
import { drawLine } from "../../insight/pictures/draw-line.ts";
import { links } from "../../run/insight-links.ts";
import { ownerGroupWords, sayState } from "./page-words.ts";

/** What the template of an owner's page shows. */
export function viewOwner(page: OwnerPage): object {
  const { state, name, from } = page.filter;
  return {
    page,
    groups: ownerGroups.map((group) => ({
      group,
      name: ownerGroupWords[group],
      count: page.counts?.[group] ?? null,
    })),
    line: page.blocking === null ? null : drawLine(page.blocking),
    sayState,
    isFiltered: state !== null || name !== "",
    isFirst: from === null,
    /** The address of the page with another state, or of another page of the same jobs. */
    hrefOf: (other: { readonly state?: string | null; readonly from?: string }): string =>
      hrefOf(page, other),
  };
}

function hrefOf(
  { owner, filter }: OwnerPage,
  { state = filter.state, from }: { readonly state?: string | null; readonly from?: string },
): string {
  const query = new URLSearchParams();
  if (state !== null) query.set("state", state);
  if (filter.name !== "") query.set("name", filter.name.toWellFormed());
  if (from !== undefined) query.set("from", from.toWellFormed());
  const text = query.toString();
  return `${links.owner(owner)}${text === "" ? "" : `?${text}`}#jobs`;
}
