import { expect, test } from "vitest";
import {
  beginSentence,
  dayHtml,
  escapeLines,
  shortDayHtml,
  timeHtml,
} from "../../../../src/domain/text/pages/html.ts";

const now = "2026-11-30T09:00:00.000Z";

test.each([
  [dayHtml, '<time datetime="2025-03-01T07:05Z">1 Mar 2025</time>'],
  [timeHtml, '<time datetime="2025-03-01T07:05Z">1 Mar 2025, 07:05 UTC</time>'],
  [(at: string) => shortDayHtml(at, now), "<time datetime=2025-03-01T07:05Z>1 Mar 2025</time>"],
])("a time is shown in UTC, and its tooltip can tell the reader's own (%#)", (show, html) => {
  expect(show("2025-03-01T07:05:59.000Z")).toBe(html);
});

test.each([
  "2025-03-01T07:05Z",
  "2025-03-01T07:05:59Z",
  "2025-03-01T07:05:59.123Z",
  "2025-03-01T07:05:59.1234567Z",
])("%s is a time, as GitHub, its logs or the bot write it", (at) => {
  expect(timeHtml(at)).toContain(">1 Mar 2025, 07:05 UTC<");
  expect(dayHtml(at)).toContain(">1 Mar 2025<");
});

test.each([
  "",
  "soon",
  "1 (<b>)",
  "2026-13-45",
  "2026-01-01T<b>Z",
  "2026-01-01 <img src=x>",
  "2026-01-01T99:99Z",
])("what is no time is not put into a page: %j", (at) => {
  for (const show of [dayHtml, timeHtml, (text: string) => shortDayHtml(text, now)])
    expect(show(at)).toBe("–");
});

test.each([
  ["no run has been learned yet", "No run has been learned yet"],
  ['the step "Lint" was not executed', "The step &quot;Lint&quot; was not executed"],
  ["paste.example.net:443 was refused", "paste.example.net:443 was refused"],
  ["ci.yml has no such job", "ci.yml has no such job"],
  ["`build` was moved", "<code>build</code> was moved"],
  ["", ""],
])("%j begins a sentence as %j", (text, html) => {
  expect(beginSentence(text)).toBe(html);
});

test("a policy to copy keeps its lines, and shows where something in it cannot be seen", () => {
  expect(escapeLines("a:443\n  <b>:443\n")).toBe("a:443\n  &lt;b&gt;:443\n");
  expect(escapeLines("a\u202Eb\u200Bc\u2028d\te")).toBe("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
});
