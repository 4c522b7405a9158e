/** Longer names are cut on pages and in what lies beside them. */
const longestName = 200;

/** A foreign name of at most 200 characters; what was cut ends with `…`. Halves of characters become U+FFFD. */
export function cut(name: string, longest = longestName): string {
  const whole = name.slice(0, longest * 2).toWellFormed();
  const characters = [...whole];
  if (characters.length <= longest && name.length <= longest * 2) return whole;
  return `${characters.slice(0, longest - 1).join("")}…`;
}

/** The first names of a set, each cut, and how many more there are. */
export function cutNames(
  names: Iterable<string>,
  most: number,
): { readonly names: string[]; readonly more: number } {
  const all = [...names];
  return { names: all.slice(0, most).map((name) => cut(name)), more: Math.max(0, all.length - most) };
}
