import { expect, test } from "vitest";
import { mayBeReadBy, type Visibility } from "../../../src/domain/run/readers.ts";

test.each<[Visibility, Visibility, boolean]>([
  ["public", "public", true],
  ["public", "internal", true],
  ["public", "private", true],
  ["internal", "public", false],
  ["internal", "internal", true],
  ["internal", "private", true],
  ["private", "public", false],
  ["private", "internal", false],
  ["private", "private", true],
])("what is known of a %s repository, in a %s one: %j", (known, shownIn, may) =>
  expect(mayBeReadBy({ visibility: known }, { visibility: shownIn })).toBe(may),
);
