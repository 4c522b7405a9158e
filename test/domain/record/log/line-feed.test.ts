import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Appetite, createLineFeed } from "../../../../src/domain/record/log/line-feed.ts";

const marker = Buffer.from("[marker] ");
const mark = "\uFEFF";
const lengths = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 });
const lines = fc.array(
  fc.oneof(
    fc.constantFrom(
      "",
      "a line",
      "[marker",
      "[marker] here",
      "at 12:00 [marker] [marker] ✓",
      "x".repeat(600),
    ),
    fc.string().map((text) => text.replaceAll("\n", " ").replaceAll(mark, "")),
  ),
  { minLength: 1 },
);

/** The lines of a text that are delivered when it comes in chunks of these lengths, in turn. */
function feed(text: string, chunkLengths: readonly number[], appetite: Appetite): string[] {
  const bytes = Buffer.from(text);
  const delivered: string[] = [];
  const { push, end } = createLineFeed((line) => {
    delivered.push(line);
    return appetite;
  });
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = chunkLengths[turn % chunkLengths.length] ?? 1;
    push(bytes.subarray(at, at + length));
    at += length;
  }
  end();
  return delivered;
}

/** Puts a byte order mark at some places before the end of a text. */
function withMarks(text: string, places: readonly number[]): string {
  return places.reduce((marked, place) => {
    const at = place % marked.length;
    return `${marked.slice(0, at)}${mark}${marked.slice(at)}`;
  }, text);
}

describe("however the bytes come, and with byte order marks anywhere,", () => {
  test("every line is delivered once", () => {
    fc.assert(
      fc.property(lines, lengths, fc.array(fc.nat()), (wanted, chunkLengths, places) => {
        const text = wanted.map((line) => `${line}\n`).join("");
        expect(feed(withMarks(text, places), chunkLengths, "every-line")).toEqual(
          text.split("\n").slice(0, -1),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test("a search delivers every line with the marker, those right before it, and the first of all", () => {
    fc.assert(
      fc.property(lines, lengths, fc.array(fc.nat()), (wanted, chunkLengths, places) => {
        const text = wanted.map((line) => `${line}\n`).join("");
        expect(feed(withMarks(text, places), chunkLengths, marker)).toEqual(
          wanted.filter((_, index) => index === 0 || isNearMarker(wanted, index)),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Whether a line has the marker, or ends at most 512 bytes before a line that has, with itself and its line end within them. */
function isNearMarker(all: readonly string[], index: number): boolean {
  let distance = 0;
  for (const line of all.slice(index)) {
    if (line.includes(marker.toString())) return distance <= 512;
    distance += Buffer.byteLength(line) + 1;
  }
  return false;
}

test("the last line needs no end", () => {
  expect(feed("one\ntwo", [4], "every-line")).toEqual(["one", "two"]);
  expect(feed("one\n[marker] two", [7], marker)).toEqual(["one", "[marker] two"]);
});

test("of a line longer than a megabyte the beginning is delivered", () => {
  const long = "x".repeat(3_000_000);
  for (const length of [524_288, 4_000_000])
    expect(feed(`${long}\nnext\n`, [length], "every-line")).toEqual([long.slice(0, 1_048_576), "next"]);
});

test("after a gap the line that it cut is left out, and nothing before it counts as right before a marker", () => {
  const delivered: string[] = [];
  const { push, gap, end } = createLineFeed((line) => {
    delivered.push(line);
    return marker;
  });
  push(Buffer.from("first\nbefore the gap\ncut "));
  gap();
  push(Buffer.from("[marker] cut\n[marker] whole\n"));
  end();
  expect(delivered).toEqual(["first", "[marker] whole"]);
});
