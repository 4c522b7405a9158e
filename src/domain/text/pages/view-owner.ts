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
      `${links.owner(page.owner)}${queryOf({ ...page.filter, from: null, ...other })}#jobs`,
  };
}

/** The query of the address of an owner's page; empty for the first page of all jobs. */
export function queryOf({ state, name, from }: Query): string {
  const query = new URLSearchParams();
  if (state !== null) query.set("state", state);
  if (name !== "") query.set("name", name.toWellFormed());
  if (from !== null) query.set("from", from.toWellFormed());
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** What stands in a query. */
type Query = { readonly name: string; readonly state: string | null; readonly from: string | null };
