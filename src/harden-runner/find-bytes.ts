/** Something to look for in bytes. */
export interface Needle {
  readonly length: number;
  /** Where it first stands at or after `from`; -1 where it doesn't. */
  find(haystack: Buffer, from: number): number;
}

/**
 * Makes a needle of 4 to 127 bytes in which no two neighbours occur twice. It finds what `haystack.indexOf` finds, several
 * times faster on ordinary text: that one stops at every occurrence of the first byte. This one looks at two bytes in
 * every `length - 1` and goes on unless they are neighbours in the needle, whatever the text is like.
 */
export function createNeedle(text: string): Needle {
  const needle = Buffer.from(text);
  const first = needle[0] ?? 0;
  // In pairs of bytes, as which the haystack is read.
  const step = (needle.length - 1) >> 1;
  /** For a pair of bytes its place in the needle, or -1. */
  const places = new Int8Array(65_536).fill(-1);
  for (let place = 0; place + 1 < needle.length; place += 1) places[pairAt(needle, place)] = place;

  function find(haystack: Buffer, from: number): number {
    if (haystack.byteOffset % 2 !== 0) return haystack.indexOf(needle, from);
    const pairs = new Uint16Array(haystack.buffer, haystack.byteOffset, haystack.length >> 1);
    const end = pairs.length;
    const unrolledEnd = end - 3 * step;
    let at = (from + 1) >> 1;
    while (at < end) {
      // Four places at once: the sign of -1 survives only if none of them is a hit.
      while (
        at < unrolledEnd &&
        ((places[pairs[at] ?? 0] ?? 0) &
          (places[pairs[at + step] ?? 0] ?? 0) &
          (places[pairs[at + 2 * step] ?? 0] ?? 0) &
          (places[pairs[at + 3 * step] ?? 0] ?? 0)) <
          0
      ) {
        at += 4 * step;
      }
      const place = places[pairs[at] ?? 0] ?? -1;
      const start = 2 * at - place;
      if (place >= 0 && start >= from && haystack[start] === first && startsAt(haystack, start)) return start;
      at += step;
    }
    return -1;
  }

  function startsAt(haystack: Buffer, start: number): boolean {
    return (
      start + needle.length <= haystack.length && needle.compare(haystack, start, start + needle.length) === 0
    );
  }

  return { length: needle.length, find };
}

/** Two neighbouring bytes as this machine's `Uint16Array` reads them. */
function pairAt(bytes: Buffer, at: number): number {
  const pair = new Uint8Array(bytes.subarray(at, at + 2));
  return new Uint16Array(pair.buffer)[0] ?? 0;
}
