import { expect, test } from "vitest";
import { nameLine, readLine } from "../../../src/domain/run/file-line.ts";

const path = ".github/workflows/ci.yml";

test.each([
  [{ path, branch: null }, path],
  [{ path, branch: "release/1.x" }, `${path}@release/1.x`],
  [{ path: ".github/workflows/a@b.yaml", branch: null }, ".github/workflows/a@b.yaml"],
  [{ path: ".github/workflows/a@b.yaml", branch: "user@line" }, ".github/workflows/a@b.yaml@user@line"],
])("%o is named, and read again", (line, name) => {
  expect(nameLine(line)).toBe(name);
  expect(readLine(name)).toEqual(line);
});
