import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The files below a directory, without links and without what is in `.git` and `node_modules`. @throws the error of the file system */
export function* walk(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isFile()) yield path;
    if (entry.isDirectory() && entry.name !== ".git" && entry.name !== "node_modules") yield* walk(path);
  }
}
