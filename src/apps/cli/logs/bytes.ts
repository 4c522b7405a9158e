import { closeSync, openSync, readSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/** Pieces of a file, in order. A piece may be overwritten once the next one is asked for. */
export type Bytes = Iterable<Buffer> | AsyncIterable<Buffer>;

// One for all files, so that thousands of them leave no memory behind that Node has to collect. Only one file is read at a time.
const chunk = Buffer.alloc(1_048_576);

/** Reads a file from its beginning to its end. */
export function* readBytes(path: string): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk))
      yield chunk.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Splits off the first bytes, at most about `most`, without losing them: `whole` gives everything. `close` ends the reading at any time. */
export async function peek(
  bytes: Bytes,
  most: number,
): Promise<{
  readonly head: Buffer;
  readonly whole: AsyncIterable<Buffer>;
  close(): Promise<void>;
}> {
  const iterator = Symbol.asyncIterator in bytes ? bytes[Symbol.asyncIterator]() : bytes[Symbol.iterator]();
  const first: Buffer[] = [];
  let length = 0;
  let isOver = false;
  while (length < most && !isOver) {
    const { value, done } = await iterator.next();
    if (done === true) isOver = true;
    else {
      first.push(Buffer.from(value));
      length += value.length;
    }
  }
  async function* readAll(): AsyncGenerator<Buffer> {
    yield* first;
    while (!isOver) {
      const { value, done } = await iterator.next();
      if (done === true) isOver = true;
      else yield value;
    }
  }
  return {
    head: Buffer.concat(first).subarray(0, most),
    whole: readAll(),
    close: async () => void (await iterator.return?.()),
  };
}

/** What was packed by gzip. @throws an Error of zlib where it is damaged */
export async function* gunzip(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacked = createGunzip();
  // Whatever ends the one end ends the other with the same error, which is thrown here.
  const fed = pipeline(Readable.from(copied(bytes)), unpacked).catch(() => {});
  for await (const piece of unpacked) yield piece as Buffer;
  await fed;
}

async function* copied(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of bytes) yield Buffer.from(piece);
}

/** UTF-16, which some shells of Windows write, as UTF-8. */
export async function* toUtf8(
  bytes: AsyncIterable<Buffer>,
  encoding: "utf-16le" | "utf-16be",
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of bytes) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** All pieces in one. Null where there are more than `most` bytes. */
export async function collect(bytes: Bytes, most: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > most) return null;
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}
