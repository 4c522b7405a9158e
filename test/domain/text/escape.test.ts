import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cellOfNames,
  code,
  escapeCell,
  escapeSentence,
  escapeText,
  plainName,
} from "../../../src/domain/text/escape.ts";

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(..."@#|<>`*_[]()!-:/.\\\n wGHa1\u202E&;") }),
);

describe("escapeText", () => {
  test.each([
    ["make build", "make build"],
    ["my_job-1.2", "my_job-1.2"],
    ["Run actions/checkout@v4", "Run actions/checkout&#64;&#8203;v4"],
    ["@octocat fixes #1, GH-2", "&#64;&#8203;octocat fixes &#35;&#8203;1, GH-&#8203;2"],
    ["a|b", "a&#124;b"],
    ["a\\|b", "a&#92;&#124;b"],
    ["`x` *y* _z_ ~w~", "&#96;x&#96; &#42;y&#42; &#95;z&#95; &#126;w&#126;"],
    ["x --> <b>&", "x --&gt; &lt;b&gt;&amp;"],
    ["<!-- x", "&lt;&#33;-- x"],
    ["[a](https://b)", "&#91;a&#93;(https&#58;//b)"],
    ["see www.example.com", "see www&#46;example.com"],
    ["$x$", "&#36;x&#36;"],
    ["# head", "&#35;&#8203; head"],
    ["- item", "&#45; item"],
    ["---", "&#45;--"],
    ["1. item", "1\\. item"],
    ["one\r\ntwo\u2028three\tfour", "one two three four"],
    ["a\u202Eb\u2066c\u200Bd\0e", "abcd e"],
    ["\uD800x", "\uFFFDx"],
    ["  ", ""],
  ])("%j", (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  test("is cut behind whole characters", () => {
    expect(escapeText("😀".repeat(10_000))).toBe(`${"😀".repeat(79)}…`);
    expect(escapeText("x".repeat(80))).toBe("x".repeat(80));
    expect(escapeText("\u200B".repeat(10_000))).toBe("…");
  });

  test("any text stays one cell, formats nothing and calls nobody", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeCell(text);
        expect(`| ${escaped} |`.split(/(?<!\\)\|/)).toHaveLength(3);
        expect(escaped).not.toMatch(/[<>`*[\]|\n\r@]/);
        expect(escaped).not.toMatch(/#(?!\d+;)/);
        const shown = escaped.replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
        expect(shown).not.toMatch(/[@#][\p{L}\p{N}]|GH-\d/iu);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u);
        expect(escaped).not.toContain("://");
        expect([...shown].length).toBeLessThanOrEqual(3 * 80);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("escapeSentence", () => {
  test.each([
    ["say `/egress audit build` to @mona", "say `/egress audit build` to &#64;&#8203;mona"],
    ["`ci.yml` is *gone*", "`ci.yml` is &#42;gone&#42;"],
    ["an open ` backtick", "an open &#96; backtick"],
    ["nothing `` between", "nothing &#96;&#96; between"],
    ["`a|b` <c>", "<code>a&#124;b</code> &lt;c&gt;"],
  ])("%j", (text, escaped) => {
    expect(escapeSentence(text)).toBe(escaped);
  });

  test("is cut behind a word", () => {
    expect(escapeSentence("one two three four", 12)).toBe("one two …");
    expect(escapeSentence("one two", 12)).toBe("one two");
    expect(escapeSentence("x".repeat(20), 12)).toBe(`${"x".repeat(11)}…`);
  });

  test("any text stays in its cell and calls nobody", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeSentence(text);
        expect(`| ${escaped} |`.split(/(?<!\\)\|/)).toHaveLength(3);
        const outside = escaped.replace(/<code>[^<]*<\/code>|`[\w.*:/-]+(?: [\w.*:/-]+)*`/g, "");
        expect(outside).not.toMatch(/[<>`*[\]|\n\r@]/);
        expect(outside).not.toMatch(/#(?!\d+;)/);
        expect(outside).not.toContain("://");
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("code", () => {
  test.each([
    ["*.example.com:443", "`*.example.com:443`"],
    [".github/workflows/ci.yml", "`.github/workflows/ci.yml`"],
    ["my job", "`my job`"],
    ["my  job", "<code>my job</code>"],
    ["a`b|c", "<code>a&#96;b&#124;c</code>"],
    ["", "<code>–</code>"],
  ])("%j", (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test("is cut", () => {
    expect(code("a".repeat(301))).toBe(`<code>${"a".repeat(299)}…</code>`);
  });
});

test.each([
  [[], "–"],
  [["a", "b|"], "a, b&#124;"],
  [["a", "b", "c", "d", "e", "f"], "a, b, c, d and 2 more"],
])("the names %j in a cell", (names, cell) => {
  expect(cellOfNames(names)).toBe(cell);
});

test.each([
  ["ci.yml", "ci.yml"],
  ["fixes #1 @octocat\n(x).yml", "fixes _1 _octocat _x_.yml"],
  ["größe.yml", "größe.yml"],
])("the plain name of %j", (text, plain) => {
  expect(plainName(text, 60)).toBe(plain);
});
