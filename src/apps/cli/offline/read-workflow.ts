import { readFileSync } from "node:fs";
import { decodeUtf8 } from "../../../shared/utf-8.ts";
import { describeSystemError } from "../shared/system-error.ts";
import { UsageError } from "../shared/usage-error.ts";

/** Reads a workflow file as text from which its bytes can be had back: UTF-8, a byte order mark kept. */
export function readWorkflow(path: string): { readonly bytes: Buffer; readonly text: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${describeSystemError(error)}`, { cause: error });
  }
  const text = decodeUtf8(bytes);
  if (text === null) throw new UsageError(`${path} is not UTF-8 text, which workflow files are`);
  return { bytes, text };
}
