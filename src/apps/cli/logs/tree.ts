import { join, relative, sep } from "node:path";
import { fromBufferPromise, openPromise, type ZipFile } from "yauzl";
import { walk } from "../shared/walk.ts";
import { type Bytes, readBytes } from "./bytes.ts";

/** Files by their paths, with `/` between the names: a folder's, or a zip's. */
export interface Tree {
  readonly paths: readonly string[];
  read(path: string): Bytes;
  close(): void;
}

/** A run has some hundred jobs at most, and had a folder with a file for each step of them. */
const mostFiles = 20_000;

/** The files below a folder. @throws the error of the file system, and an Error where they are too many */
export function openFolder(path: string): Tree {
  const paths: string[] = [];
  for (const file of walk(path)) {
    if (paths.length === mostFiles) throw new Error(`it holds more than ${mostFiles} files`);
    paths.push(relative(path, file).replaceAll(sep, "/"));
  }
  return {
    paths,
    read: (file) => readBytes(join(path, file)),
    close: () => {},
  };
}

/** The files of a zip, which is itself a file or held in memory. @throws an Error that says what is wrong with it */
export async function openZip(from: string | Buffer): Promise<Tree> {
  // Names are compared and printed, never used as paths, so a strange one is no reason to refuse the others.
  const options = { autoClose: false, lazyEntries: true };
  const zip = await (typeof from === "string"
    ? openPromise(from, options)
    : fromBufferPromise(from, options)
  ).catch(tellDamage);
  try {
    const entries = await listEntries(zip);
    return {
      paths: [...entries.keys()],
      read: (path) => readEntry(zip, entries.get(path)),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** What reads zips says in its own words what it did not find. A file that cannot be read is no damage. */
function tellDamage(error: unknown): never {
  if (!(error instanceof Error) || "code" in error) throw error;
  throw new Error(`it is damaged or cut off (${error.message.replace(/\.$/, "")})`, { cause: error });
}

type Entry = Parameters<ZipFile["openReadStreamPromise"]>[0];

async function listEntries(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > mostFiles) throw new Error(`it holds more than ${mostFiles} files`);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry())
    if (!entry.fileName.endsWith("/")) entries.set(entry.fileName, entry);
  return entries;
}

async function* readEntry(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<Buffer> {
  if (entry === undefined) return;
  for await (const piece of await zip.openReadStreamPromise(entry)) yield piece as Buffer;
}
