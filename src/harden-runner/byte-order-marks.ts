/** What the log store writes at the beginning of each of its blocks, so also in the middle of a word. */
export const byteOrderMark = Buffer.from("\uFEFF");

/**
 * Takes the byte order marks out of a stream of bytes. `filter` gives the bytes of the next piece without them (the piece
 * itself where there are none) and holds back what may be the beginning of one; `rest` gives what is held back at the end.
 */
export function createMarkFilter(): { filter(piece: Buffer): Buffer; rest(): Buffer } {
  let held = Buffer.alloc(0);

  function filter(piece: Buffer): Buffer {
    const bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const cut = bytes.length - lengthOfCutMark(bytes);
    held = Buffer.from(bytes.subarray(cut));
    const whole = bytes.subarray(0, cut);
    const first = whole.indexOf(byteOrderMark);
    return first < 0 ? whole : removeMarks(whole, first);
  }

  return {
    filter,
    rest() {
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
  };
}

/** How many of the last bytes may be the beginning of a mark. */
function lengthOfCutMark(bytes: Buffer): number {
  for (const length of [2, 1]) {
    if (bytes.length >= length && bytes.subarray(-length).equals(byteOrderMark.subarray(0, length)))
      return length;
  }
  return 0;
}

function removeMarks(bytes: Buffer, first: number): Buffer {
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  let length = 0;
  let from = 0;
  for (let mark = first; mark >= 0; mark = bytes.indexOf(byteOrderMark, from)) {
    length += bytes.copy(kept, length, from, mark);
    from = mark + byteOrderMark.length;
  }
  length += bytes.copy(kept, length, from);
  return kept.subarray(0, length);
}
