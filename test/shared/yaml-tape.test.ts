import { globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isMap, isPair, isScalar, isSeq, stringify } from "yaml";
import { readYamlDocuments } from "../../src/shared/yaml-documents.ts";
import { createTapeReader, writeTape } from "../../src/shared/yaml-tape.ts";

const forWriters = new Set(["schema", "spaceBefore", "format", "minFractionDigits", "addToJSMap"]);

/** What a document says and where, without what the parser keeps for itself. */
function plain(node: unknown): unknown {
  if (isPair(node)) return [plain(node.key), plain(node.value)];
  if (node === null || typeof node !== "object") return node;
  const { srcToken: _, items, ...rest } = node as { srcToken?: unknown; items?: unknown[] };
  const kind = isMap(node) ? "map" : isSeq(node) ? "list" : isScalar(node) ? "scalar" : "alias";
  const set = Object.entries(rest)
    .filter(([name, value]) => value !== undefined && !forWriters.has(name))
    .map(([name, value]) => [name, typeof value === "symbol" ? value.description : value]);
  return { kind, ...Object.fromEntries(set), ...(items !== undefined && { items: items.map(plain) }) };
}

function onTape(text: string, nodes: number): { readonly before: unknown; readonly after: unknown } {
  const root = readYamlDocuments(text, 100)?.[0]?.contents ?? null;
  // As from one thread to another.
  const reader = createTapeReader(structuredClone(writeTape(root)));
  while (reader.read(nodes));
  return { before: plain(root), after: plain(reader.root()) };
}

const texts = globSync("test/fixtures/workflows/**/*.yml").map((path) => readFileSync(path, "utf8"));

test("a workflow file is the same behind the tape, however many nodes are read at a time", () => {
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts)
    for (const nodes of [1, 7, 100_000]) {
      const { before, after } = onTape(text, nodes);
      expect(after).toEqual(before);
    }
});

test.each([
  ["anchors, aliases and tags", "a: &x !t {b: *x, c: &y [1, ~, 'q', \"d\\n\"]}\nd: *y\n? [k]\n: v\n"],
  ["comments", "# top\na: # behind\n  # above\n  - b # of b\n\n  # more\n  - c: |\n      text\n"],
  ["numbers as written", "a: 0x1F\nb: 0o17\nc: 1e3\nd: 1.50\ne: .inf\nf: .nan\n"],
  ["nothing as value and key", "a:\n? \n: b\nc: []\n"],
  ["merge keys and dates of YAML 1.1", "%YAML 1.1\n---\na: &a {b: yes}\nc:\n  <<: *a\n  d: 2001-12-14\n"],
  ["nothing at all", ""],
])("so are %s", (_, text) => {
  const { before, after } = onTape(text, 3);
  expect(after).toEqual(before);
});

test("so is whatever can be written as YAML", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const { before, after } = onTape(stringify(value), 5);
      expect(after).toEqual(before);
    }),
  );
});
