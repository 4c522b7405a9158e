import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNeedle } from "../../../../src/domain/record/log/find-bytes.ts";

describe.each(["[harden-runner] ", "[harden-runner] post-step", "seven-7"])("the finder of %j", (text) => {
  const needle = Buffer.from(text);
  const { find } = createNeedle(text);

  test("gives what indexOf gives, wherever the needle stands and in parts of it", () => {
    const piece = fc.oneof(
      fc.constant(needle),
      fc.nat(needle.length).map((length) => needle.subarray(0, length)),
      fc.nat(needle.length).map((start) => needle.subarray(start)),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ maxLength: 200 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(300), fc.nat(7), (pieces, from, offset) => {
        const whole = Buffer.concat([Buffer.alloc(offset), ...pieces]);
        const haystack = whole.subarray(offset);
        expect(find(haystack, from)).toBe(haystack.indexOf(needle, from));
      }),
      { numRuns: 2_000 },
    );
  });

  test("looks at nothing outside of a piece, however short and wherever in its memory", () => {
    for (let length = 0; length <= 8; length += 1) {
      for (let offset = 0; offset <= 4; offset += 1) {
        const memory = Buffer.allocUnsafeSlow(offset + length).fill(needle.subarray(0, 1));
        expect(find(memory.subarray(offset), 0)).toBe(-1);
      }
    }
  });

  test("finds every one of many", () => {
    const haystack = Buffer.from(`x${`${text}y`.repeat(50)}`);
    const found: number[] = [];
    for (let at = find(haystack, 0); at >= 0; at = find(haystack, at + 1)) found.push(at);
    expect(found).toEqual(Array.from({ length: 50 }, (_, index) => 1 + index * (needle.length + 1)));
  });
});
