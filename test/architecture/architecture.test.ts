import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readImports, readLoads } from "./imports.ts";
import { rooms } from "./rooms.ts";
import {
  findBackwardImports,
  findCircles,
  findCrowdedFolders,
  findForeignImports,
  reach,
} from "./violations.ts";

const source = fileURLToPath(new URL("../../src", import.meta.url));
const imports = readImports(source);
const files = [...imports.keys()];
const targets = [...imports.values()].flat();

test("the files and imports of src/ are seen", () => {
  process.stdout.write(
    `architecture: ${files.length} files, ${targets.length} imports in ${rooms.length} rooms\n`,
  );
  expect(files.length).toBeGreaterThanOrEqual(300);
  expect(targets.length).toBeGreaterThan(files.length);
  expect(targets.filter((target) => target.endsWith(".ts") && !imports.has(target))).toEqual([]);
});

test("every file is in a room, and every room has files", () => {
  expect([...new Set(files.map(dirname))].sort()).toEqual([...rooms].sort());
});

test("no import runs back", () => {
  expect(findBackwardImports(imports, rooms)).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(findCircles(imports)).toEqual([]);
});

test("no folder has more than 30 files", () => {
  expect(findCrowdedFolders(files, 30)).toEqual([]);
});

const recorders = "domain/record/all/recorders.ts";

test("only the list of recorders knows who records", () => {
  expect(imports.get(recorders)).toContain("domain/record/harden-runner/recorder.ts");
  expect(findForeignImports(imports, recorders)).toEqual([]);
});

test("the features parse what strangers wrote through one door only", () => {
  const direct =
    /\b(?:parseWorkflowFile|parseWorkflowYaml|parseSettings|readSettingsText|readYamlDocuments)\(/;
  const features = files.filter((file) => file.startsWith("features/") || file.startsWith("apps/server/"));
  expect(features.filter((file) => direct.test(readFileSync(join(source, file), "utf8")))).toEqual([]);
});

test("the name of the action stands in one place", () => {
  const naming = files.filter((file) =>
    // Links to its page are no names of it.
    /(?<!github\.com\/)step-security\\?\/harden-runner/i.test(readFileSync(join(source, file), "utf8")),
  );
  expect(naming).toEqual(["domain/workflow/guard-action.ts"]);
});

test("a process that only takes webhooks loads no work on tasks", () => {
  const loaded = [...reach("apps/server/main.ts", readLoads(source))];
  expect(loaded.map(dirname).filter((folder) => folder.startsWith("features/"))).toEqual([]);
});

test.each([
  ["an import that runs back", { "shared/a.ts": ["domain/run/b.ts"], "domain/run/b.ts": [] }],
  ["an import from outside the rooms", { "domain/run/b.ts": ["elsewhere/c.ts"], "elsewhere/c.ts": [] }],
])("%s is found", (_, planted) => {
  expect(findBackwardImports(new Map(Object.entries(planted)), rooms)).toHaveLength(1);
});

test("an import of a recorder's file is found, whoever imports it", () => {
  const planted = new Map([
    [
      recorders,
      ["domain/record/recorder.ts", "domain/record/one/recorder.ts", "domain/record/two/recorder.ts"],
    ],
    ["domain/record/one/recorder.ts", ["domain/record/recorder.ts", "domain/record/one/a.ts"]],
    ["domain/record/two/recorder.ts", ["domain/record/one/a.ts"]],
    ["features/learn/learn-job.ts", [recorders, "domain/record/recorder.ts", "domain/record/two/b.ts"]],
  ]);
  expect(findForeignImports(planted, recorders)).toEqual([
    "domain/record/two/recorder.ts -> domain/record/one/a.ts",
    "features/learn/learn-job.ts -> domain/record/two/b.ts",
  ]);
});

test("a circle over three files is found once", () => {
  const planted = new Map([
    ["a.ts", ["b.ts"]],
    ["b.ts", ["c.ts"]],
    ["c.ts", ["a.ts"]],
    ["d.ts", ["a.ts"]],
  ]);
  expect(findCircles(planted)).toEqual([["a.ts", "b.ts", "c.ts"]]);
});

test("a 31st file is found", () => {
  const planted = Array.from({ length: 31 }, (_, at) => `domain/run/${at}.ts`);
  expect(findCrowdedFolders(planted, 30)).toEqual(["domain/run: 31 files"]);
});
