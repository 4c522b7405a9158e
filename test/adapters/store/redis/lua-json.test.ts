import fc from "fast-check";
import { expect, test } from "vitest";
import { toLuaJson } from "../../../../src/adapters/store/redis/lua-json.ts";

const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "binary", maxLength: 1 }),
    fc.constantFrom("\ud83d", "\udca5", "\\", "\\ud83d", '"'),
  ),
});

test("the value with whole characters in place of halves", () => {
  const law = fc.property(fc.dictionary(anyText, anyText), (texts) => {
    const whole = Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key.toWellFormed(), text.toWellFormed()]),
    );
    expect(JSON.parse(toLuaJson(texts))).toEqual(whole);
  });
  fc.assert(law, { numRuns: 500 });
});
