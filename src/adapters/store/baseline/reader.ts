/** Reads the numbers, texts and bitmaps of the merge script one after the other. Past the end there are zeros. */
export interface Reader {
  number(): number;
  text(): string;
  /** A count and that many entries, never more than there are bytes. */
  list<T>(read: () => T): T[];
  /** Entries up to the end. */
  rest<T>(read: () => T): T[];
  /** The numbers of the bits set in what is left. */
  bits(): number[];
}

export function createReader(bytes: Buffer): Reader {
  let at = 0;

  function number(): number {
    let value = 0;
    for (let unit = 1; at < bytes.length; unit *= 128) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte % 128) * unit;
      if (byte < 128) break;
    }
    return value;
  }

  function rest<T>(read: () => T, most = Number.POSITIVE_INFINITY): T[] {
    const entries: T[] = [];
    while (at < bytes.length && entries.length < most) entries.push(read());
    return entries;
  }

  return {
    number,
    text() {
      const length = number();
      at += length;
      return bytes.toString("utf8", at - length, at);
    },
    list: (read) => rest(read, number()),
    rest: (read) => rest(read),
    bits() {
      const set: number[] = [];
      for (const [place, byte] of bytes.subarray(at).entries()) {
        for (let bit = 0; bit < 8; bit += 1) if ((byte >> bit) % 2 === 1) set.push(place * 8 + bit);
      }
      at = bytes.length;
      return set;
    },
  };
}
