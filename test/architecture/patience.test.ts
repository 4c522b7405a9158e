import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

// What a machine keeps when it is quiet it does not when it is busy: the limits are those of until.ts and vitest.config.ts.
const impatience = [
  ["a wait with a limit of its own", /\b(?:vi\.wait(?:For|Until)|expect\.poll)\(/, "vi.waitFor(() => {})"],
  ["a test or hook with a limit of its own", /^\s*\}, (?:\d[\d_]{3,}|\{ timeout: .*\})\);$/m, "}, 30_000);"],
] as const;

const files = globSync("**/*.ts", { cwd: folder }).filter(
  (file) => file !== "support/until.ts" && file !== "architecture/patience.test.ts",
);

test.each(impatience)("no test has %s", (_, pattern, example) => {
  expect(example).toMatch(pattern);
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => pattern.test(readFileSync(`${folder}/${file}`, "utf8")))).toEqual([]);
});
