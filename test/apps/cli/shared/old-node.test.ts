import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeOldNode } from "../../../../src/apps/cli/shared/old-node.ts";
import { egress } from "../../../support/cli.ts";

test.each([
  ["20.20.2", false],
  ["22.18.0", false],
  ["22.19.0", true],
  ["22.20.1", true],
  ["23.0.0", true],
  ["24.21.0", true],
  ["100.0.0", true],
])("Node %s: supported %j", (version, isSupported) => {
  expect(describeOldNode(version) === null).toBe(isSupported);
});

test("an older Node is told of in one line on standard error, and tried", () => {
  const pretend = 'Object.defineProperty(process, "versions", { value: { node: "20.20.2" } })';
  const asOld = `--import=data:text/javascript,${encodeURIComponent(pretend)}`;
  const { status, stdout, stderr } = egress(["--help"], { env: { NODE_OPTIONS: asOld } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: describeOldNode("20.20.2") });
  expect(stdout).toBe(egress(["--help"]).stdout);
});

test("the package, the image and the documents name the same version", () => {
  const read = (path: string): string =>
    readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
  const oldest = /, (\S+) or later/.exec(describeOldNode("0.0.0") ?? "")?.[1];
  expect(JSON.parse(read("package.json")).engines.node).toBe(`>=${oldest}`);
  for (const page of ["README.md", "docs/operating.md"])
    expect(read(page).match(/Node\.js \d+\.\d+/g)).toEqual([`Node.js ${oldest}`]);
  const brought = Object.values(JSON.parse(read("script/node/package.json")).optionalDependencies);
  expect(new Set(brought).size).toBe(1);
  expect(read("Dockerfile").match(/FROM node:.*-slim/g)).toEqual(
    Array(2).fill(`FROM node:${brought[0]}-slim`),
  );
});
