import { describe, expect, test } from "vitest";
import { digestOf, markBody, marksLength, readMarks, unmarkBody } from "../../../src/domain/marks/digest.ts";

const lists = new Map([
  ["build", ["a:443", "b:443"]],
  ["test", []],
]);

test("a digest does not depend on any order", () => {
  const other = new Map([
    ["test", []],
    ["build", ["b:443", "a:443", "b:443"]],
  ]);
  expect(digestOf(other)).toBe(digestOf(lists));
});

test.each([
  [new Map([["build", ["a:443", "b:443"]]])],
  [
    new Map([
      ["build", ["a:443"]],
      ["test", ["b:443"]],
    ]),
  ],
  [
    new Map([
      ["build", ["a:443", "b:444"]],
      ["test", []],
    ]),
  ],
])("other lists have another digest: %j", (other) => {
  expect(digestOf(other)).not.toBe(digestOf(lists));
});

describe("the marks of a body", () => {
  const digest = digestOf(lists);

  test("are read as they were written, with any line ends", () => {
    const body = markBody("Text\n\n", digest);
    expect(body.startsWith("Text\n\n<!-- egress-bot:digest=")).toBe(true);
    expect(body.length - "Text".length).toBeLessThanOrEqual(marksLength);
    expect(readMarks(body).digest).toBe(digest);
    expect(readMarks(body.replaceAll("\n", "\r\n"))).toEqual(readMarks(body));
  });

  test("tell texts apart", () => {
    expect(readMarks(markBody("one", digest)).text).not.toBe(readMarks(markBody("two", digest)).text);
  });

  test("lose the digest, and nothing else, when the proposal is moot", () => {
    const body = markBody("Text", digest);
    expect(readMarks(unmarkBody(body))).toEqual({ digest: null, text: readMarks(body).text });
    expect(unmarkBody(body)).toBe(markBody("Text", null));
  });

  test.each([null, "", "digest=abc", "<!-- egress-bot:digest=xyz -->"])("are not in %j", (body) => {
    expect(readMarks(body)).toEqual({ digest: null, text: null });
  });
});
