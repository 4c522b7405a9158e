import { Eta } from "eta";
import { packageRoot } from "../../../shared/package-root.ts";
import { links } from "../../run/insight-links.ts";
import { sayDay } from "../say-day.ts";
import type { Frame, PageBody } from "./frame.ts";
import { beginSentence, dayHtml, escapeHtml, escapeLines, escapeSentence, timeHtml } from "./html.ts";
import { viewOf } from "./view-of.ts";

export type { Frame, PageBody, Problem } from "./frame.ts";

/**
 * Each is compiled once. `<%= %>` escapes for HTML, in text and in quoted attributes; `<%~ %>` is for what is HTML already: `it.day(time)`,
 * `it.time(time)`, `it.say(sentence)`, `it.begin(sentence)`, `it.lines(text)`. A line end behind a tag that ends with `-%>` goes.
 */
const eta = new Eta({
  views: `${packageRoot}views/insights`,
  cache: true,
  autoEscape: true,
  escapeFunction: escapeHtml,
  autoTrim: false,
});

const helpers = {
  day: dayHtml,
  time: timeHtml,
  say: escapeSentence,
  begin: beginSentence,
  lines: escapeLines,
  shortDay: (at: string) => sayDay(at).replace(/ \d{4}$/, ""),
  escape: escapeHtml,
  links,
  count: (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`,
};

/** Renders a whole page of HTML. It has no script and no style of its own, and asks no other origin for anything. */
export function renderPage(frame: Frame, body: PageBody): string {
  const view = viewOf(body);
  const content = eta.render(body.kind, { ...view.data, ...helpers, frame });
  return eta.render("frame", {
    ...helpers,
    frame,
    content,
    title: view.title,
    crumbs: view.crumbs,
    data: "page" in body ? `${frame.here}.json${view.query ?? ""}` : null,
  });
}
