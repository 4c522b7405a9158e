import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** A file of `src/`, by its path within it, with the files of `src/` that it imports, types included. */
export type Imports = ReadonlyMap<string, readonly string[]>;

const importing = /^(?:import|export)\s(?:[^"';]*\sfrom\s)?\s*"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"\s*\)/gm;

/** Reads the import lines of every TypeScript file in a folder. */
export function readImports(folder: string): Imports {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return new Map(files.sort().map((file) => [file, importsOf(folder, file)]));
}

function importsOf(folder: string, file: string): readonly string[] {
  const text = readFileSync(join(folder, file), "utf8");
  return [...text.matchAll(importing)].map(([, plain, dynamic]) =>
    relative(folder, resolve(folder, dirname(file), plain ?? dynamic ?? "")),
  );
}
