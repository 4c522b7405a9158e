import { oneLine } from "../escape.ts";
import { sayDay } from "../say-day.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const longestText = 300;

/** Foreign text as one line of HTML text, also within a quoted attribute. It cannot hide its direction. Cut behind 300 characters. */
export function escapeHtml(text: unknown): string {
  return toEntities(oneLine(String(text), longestText));
}

/** Text whose lines stay: a policy to copy. Nothing of it is cut; what cannot be seen, of which no entry is made, is shown as U+FFFD. */
export function escapeLines(text: string): string {
  return toEntities(text.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, "\uFFFD"));
}

/** A foreign sentence: what stands between backticks is in the type of code. */
export function escapeSentence(text: string): string {
  const parts = oneLine(text, 800).split("`");
  return parts
    .map((part, index) => {
      const isClosed = index % 2 === 1 && index < parts.length - 1;
      if (isClosed) return `<code>${toEntities(part)}</code>`;
      return `${index % 2 === 1 ? "`" : ""}${toEntities(part)}`;
    })
    .join("");
}

/** The same where a sentence begins. A host or a file that stands first stays as it is written. */
export function beginSentence(text: string): string {
  return escapeSentence(text.replace(/^[a-z](?=[a-z']*[ ,])/, (letter) => letter.toUpperCase()));
}

/** A time, ISO 8601 UTC, as its day; the hour is in the tooltip that the page's script gives it. */
export function dayHtml(at: string | null): string {
  if (!isTime(at)) return "–";
  return `<time datetime="${shortTime(at)}">${sayDay(at)}</time>`;
}

/** The same in fewer letters, without the year unless it is another than that of `now`. */
export function shortDayHtml(at: string, now: string): string {
  if (!isTime(at)) return "–";
  const day = sayDay(at);
  const isThisYear = at.slice(0, 4) === now.slice(0, 4);
  return `<time datetime=${shortTime(at)}>${isThisYear ? day.replace(/ \d{4}$/, "") : day}</time>`;
}

/** A time with its minute. */
export function timeHtml(at: string | null): string {
  if (!isTime(at)) return "–";
  return `<time datetime="${shortTime(at)}">${sayDay(at)}, ${new Date(at).toISOString().slice(11, 16)} UTC</time>`;
}

/** Nothing else is put into a page as it is. */
function isTime(at: string | null): at is string {
  return (
    at !== null &&
    /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z)?$/.test(at) &&
    !Number.isNaN(Date.parse(at))
  );
}

/** A day alone stays one; of a time the seconds go. */
function shortTime(at: string): string {
  return at.length <= 10 ? at : `${new Date(at).toISOString().slice(0, 16)}Z`;
}

function toEntities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
