import { type NamePattern, sizeOf } from "../name-pattern.ts";

// Names that differ in each run pile up. So much work takes a second or two; no real job needs a tenth of it.
const mostWork = 20_000_000;

/** The first names, as many as can be compared with all patterns. */
export function takeAffordable(
  names: readonly string[],
  patterns: readonly NamePattern[],
): readonly string[] {
  let size = 0;
  for (const pattern of patterns) size += sizeOf(pattern);
  let work = 0;
  return names.filter((name) => {
    // A comparison costs something however short the name is.
    work += size * (name.length + 100);
    return work <= mostWork;
  });
}
