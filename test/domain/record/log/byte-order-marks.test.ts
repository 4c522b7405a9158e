import fc from "fast-check";
import { expect, test } from "vitest";
import { createMarkFilter } from "../../../../src/domain/record/log/byte-order-marks.ts";

test("marks are taken out wherever they stand and however the bytes come, and nothing else is", () => {
  const piece = fc.oneof(
    fc.constant("\uFEFF"),
    fc.constant("\uFEFF\uFEFF"),
    fc.constantFrom("\uFF01", "\uFEFE", "text", "✓", ""),
    fc.string(),
  );
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (pieces, lengths) => {
        const text = pieces.join("");
        const bytes = Buffer.from(text);
        const { filter, rest } = createMarkFilter();
        const kept: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const length = lengths[turn % lengths.length] ?? 1;
          kept.push(Buffer.from(filter(bytes.subarray(at, at + length))));
          at += length;
        }
        kept.push(rest());
        expect(Buffer.concat(kept).toString()).toBe(bytes.toString().replaceAll("\uFEFF", ""));
      },
    ),
    { numRuns: 2_000 },
  );
});

test.each([[[0xef]], [[0xef, 0xbb]], [[0x41, 0xef, 0xbb, 0xef]]])(
  "the beginning of a mark is kept: %j",
  (bytes) => {
    const { filter, rest } = createMarkFilter();
    expect([...filter(Buffer.from(bytes)), ...rest()]).toEqual(bytes);
  },
);
