import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** A file of `src/`, by its path within it, with the files of `src/` that it imports, types included, but for JSON. */
export type Imports = ReadonlyMap<string, readonly string[]>;

const importing = /^(?:import|export)\s(?:[^"';]*\sfrom\s)?\s*"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"\s*\)/gm;

const loading = /^(?:import|export)\s(?!type\s)(?:[^"';]*\sfrom\s)?\s*"(\.[^"]+)"/gm;

/** Reads the import lines of every TypeScript file in a folder. */
export function readImports(folder: string): Imports {
  return readLines(folder, importing);
}

/** Reads the imports that load a file as soon as the importing one is loaded: neither those of types nor those made later. */
export function readLoads(folder: string): Imports {
  return readLines(folder, loading);
}

function readLines(folder: string, pattern: RegExp): Imports {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return new Map(files.sort().map((file) => [file, importsOf(folder, file, pattern)]));
}

function importsOf(folder: string, file: string, pattern: RegExp): readonly string[] {
  const text = readFileSync(join(folder, file), "utf8");
  return [...text.matchAll(pattern)]
    .map(([, plain, dynamic]) => relative(folder, resolve(folder, dirname(file), plain ?? dynamic ?? "")))
    .filter((target) => !target.endsWith(".json"));
}
