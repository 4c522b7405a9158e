import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";

/** Loads chunks of the bundled command, each once. */
export interface ChunkLoader {
  /** What a chunk (`./name.js`) exports, or a module of Node's own. */
  load(id: string): unknown;
  /** The scripts of the chunks loaded so far, by their files. */
  readonly scripts: ReadonlyMap<string, Script>;
}

/**
 * Makes the loader of the CommonJS chunks in a folder. Beside a chunk may lie what the compiler made of it before, in a file named for the
 * version of Node and the processor; V8 checks once more that it fits. Without it the chunk is compiled as usual.
 */
export function createChunkLoader(folder: string): ChunkLoader {
  const loaded = new Map<string, { readonly exports: unknown }>();
  const scripts = new Map<string, Script>();

  function load(id: string): unknown {
    if (!id.startsWith("./")) return process.getBuiltinModule(id);
    const known = loaded.get(id);
    if (known !== undefined) return known.exports;
    const file = join(folder, id);
    // The bundler writes nothing but ASCII, which Latin 1 reads fastest.
    const source = readFileSync(file, "latin1");
    const script = new Script(source, { filename: file, cachedData: readCode(file) });
    scripts.set(file, script);
    const module = { exports: {} };
    loaded.set(id, module);
    script.runInThisContext()(module.exports, load, module, file, folder);
    return module.exports;
  }

  return { load, scripts };
}

/** Where the compiled code of a chunk lies. */
export function codeFile(file: string): string {
  return `${file}.${process.version}-${process.arch}.code`;
}

function readCode(file: string): Buffer | undefined {
  try {
    return readFileSync(codeFile(file));
  } catch {
    return undefined;
  }
}
