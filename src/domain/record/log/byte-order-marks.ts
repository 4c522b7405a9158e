/** What the log store writes at the beginning of each of its blocks, so also in the middle of a word. */
const byteOrderMark = Buffer.from("\uFEFF");
const nothing = Buffer.alloc(0);

/**
 * Takes the byte order marks out of a stream of bytes. `filter` gives the bytes of the next piece without them (the piece
 * itself where there are none) and holds back what may be the beginning of one; `rest` gives what is held back at the end.
 */
export function createMarkFilter(): { filter(piece: Buffer): Buffer; rest(): Buffer } {
  let held: Buffer = nothing;

  function filter(piece: Buffer): Buffer {
    const bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const cut = lengthOfCutMark(bytes);
    held = cut === 0 ? nothing : Buffer.from(bytes.subarray(-cut));
    const whole = cut === 0 ? bytes : bytes.subarray(0, -cut);
    const first = whole.indexOf(byteOrderMark);
    return first < 0 ? whole : removeMarks(whole, first);
  }

  return {
    filter,
    rest() {
      const rest = held;
      held = nothing;
      return rest;
    },
  };
}

/** How many of the last bytes may be the beginning of a mark. */
function lengthOfCutMark(bytes: Buffer): number {
  // By index, as a pattern would make an iterator for every piece.
  const first = byteOrderMark[0];
  const last = bytes[bytes.length - 1];
  if (last === first) return 1;
  return last === byteOrderMark[1] && bytes[bytes.length - 2] === first ? 2 : 0;
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
