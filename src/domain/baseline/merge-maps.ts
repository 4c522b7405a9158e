/** Joins two maps; the result is sorted by key, whatever the order of the two. */
export function mergeMaps<V>(
  a: ReadonlyMap<string, V>,
  b: ReadonlyMap<string, V>,
  merge: (x: V, y: V) => V,
): ReadonlyMap<string, V> {
  const merged = new Map(a);
  for (const [key, value] of b) {
    const known = merged.get(key);
    merged.set(key, known === undefined ? value : merge(known, value));
  }
  return new Map([...merged].sort(([x], [y]) => (x < y ? -1 : 1)));
}

/** Joins two sets; the result is sorted. */
export function mergeSets(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a, ...b].sort());
}
