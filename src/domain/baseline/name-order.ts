/**
 * Keeps so many names at most, none longer than so many bytes. Which ones depends on the names alone: those with fewer digits before those
 * with more, as names that are made up anew for each run are full of them; then the shorter. So a name that is kept of a whole is kept
 * of each of its parts, and nothing that was merged into it is lost.
 */
export function keepFirstNames<V>(
  named: ReadonlyMap<string, V>,
  most: number,
  longest: number,
): ReadonlyMap<string, V> {
  const isShort = ([name]: readonly [string, V]): boolean =>
    name.length * 3 <= longest || Buffer.byteLength(name) <= longest;
  const short = [...named].every(isShort) ? named : new Map([...named].filter(isShort));
  if (short.size <= most) return short;
  const kept = new Set([...short.keys()].sort(compareNames).slice(0, most));
  return new Map([...short].filter(([name]) => kept.has(name)));
}

function compareNames(a: string, b: string): number {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return countDigits(a) - countDigits(b) || x.length - y.length || x.compare(y);
}

function countDigits(name: string): number {
  return name.replace(/[^0-9]/g, "").length;
}
