import { isUtf8 } from "node:buffer";

/** The text of a file, to the byte: a byte order mark stays. Null where it is not UTF-8, as it could not be written back as it was. */
export function decodeUtf8(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString("utf8") : null;
}
