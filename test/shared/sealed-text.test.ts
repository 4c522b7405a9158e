import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSealer } from "../../src/shared/sealed-text.ts";

const [older, newer, other] = [randomBytes(32), randomBytes(32), randomBytes(32)];

test("what was sealed is opened by the same keys at the same place, in any text", () => {
  const sealer = createSealer([newer]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, place) => {
      expect(sealer.open(sealer.seal(text, place), place)).toBe(text);
    }),
  );
});

test("the first key seals and all open, so that keys can be changed one after the other", () => {
  const before = createSealer([older]).seal("text", "here");
  expect(createSealer([newer, older]).open(before, "here")).toBe("text");
  const after = createSealer([newer, older]).seal("text", "here");
  expect(createSealer([newer]).open(after, "here")).toBe("text");
  expect(createSealer([older]).open(after, "here")).toBeNull();
});

test("another key, another place, or any changed bit gives nothing", () => {
  const sealer = createSealer([newer]);
  const sealed = sealer.seal("a secret", "here");
  expect(createSealer([other]).open(sealed, "here")).toBeNull();
  expect(sealer.open(sealed, "there")).toBeNull();
  const bytes = Buffer.from(sealed, "base64url");
  for (let at = 0; at < bytes.length * 8; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
    expect(sealer.open(changed.toString("base64url"), "here")).toBeNull();
  }
  for (const text of ["", "x", "%", sealed.slice(0, 30)]) expect(sealer.open(text, "here")).toBeNull();
});

test("the same text is never sealed the same way twice", () => {
  const sealer = createSealer([newer]);
  expect(new Set(Array.from({ length: 100 }, () => sealer.seal("text", "here"))).size).toBe(100);
});
