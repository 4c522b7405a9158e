import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codeFile, createChunkLoader } from "../../../../src/apps/cli/launch/chunk-loader.ts";
import { useFolder } from "../../../support/cli.ts";

const folder = useFolder();

/** Writes a chunk as the bundler does. */
function writeChunk(name: string, code: string): string {
  return folder.write(name, `(function (exports, require, module, __filename, __dirname) {${code}\n})`);
}

describe("the loader of chunks", () => {
  test("runs each chunk once, and gives it its place, other chunks and Node's modules", () => {
    writeChunk(
      "a.js",
      'exports.b = require("./b.js"); exports.path = require("node:path"); exports.place = [__filename, __dirname];',
    );
    writeChunk("b.js", 'exports.a = require("./a.js"); exports.object = {};');
    const { load } = createChunkLoader(folder.path);
    const a = load("./a.js") as Record<string, unknown>;
    expect(a.path).toBe(process.getBuiltinModule("node:path"));
    expect(a.place).toEqual([join(folder.path, "a.js"), folder.path]);
    expect(a.b).toBe(load("./b.js"));
    expect(a.b).toMatchObject({ a });
  });

  test("takes compiled code that fits", () => {
    const file = writeChunk("c.js", "exports.add = (a, b) => a + b;");
    const first = createChunkLoader(folder.path);
    expect((first.load("./c.js") as { add: (a: number, b: number) => number }).add(1, 2)).toBe(3);
    writeFileSync(codeFile(file), first.scripts.get(file)?.createCachedData() ?? "");
    const second = createChunkLoader(folder.path);
    expect((second.load("./c.js") as { add: (a: number, b: number) => number }).add(1, 2)).toBe(3);
    expect(second.scripts.get(file)?.cachedDataRejected).toBe(false);
  });

  test("does without compiled code that does not fit", () => {
    const file = writeChunk("d.js", "exports.one = 1;");
    writeFileSync(codeFile(file), "nothing that V8 has written");
    const { load, scripts } = createChunkLoader(folder.path);
    expect(load("./d.js")).toEqual({ one: 1 });
    expect(scripts.get(file)?.cachedDataRejected).toBe(true);
  });
});
