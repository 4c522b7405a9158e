import { expect, test } from "vitest";
import { createFinder, type Description, type Operation } from "../../script/github/operations.ts";

const operation = (operationId: string, ...slashed: string[]): Operation => ({
  operationId,
  parameters: slashed.map((name) => ({
    name,
    in: "path",
    schema: { type: "string" },
    "x-multi-segment": true,
  })),
  responses: {},
});
const find = createFinder({
  paths: {
    "/repos/{owner}/{repo}/commits/{ref}": { get: operation("commit", "ref") },
    "/repos/{owner}/{repo}/commits/{ref}/check-runs": { get: operation("checks", "ref") },
    "/repos/{owner}/{repo}/contents/{path}": {
      get: operation("file", "path"),
      put: operation("write", "path"),
    },
    "/repos/{owner}/{repo}/contents/all": { get: operation("all") },
  },
  components: { schemas: {}, parameters: {}, responses: {} },
} satisfies Description);

test.each([
  ["GET", "/repos/o/r/commits/a/b", "commit", { owner: "o", repo: "r", ref: "a/b" }],
  ["GET", "/repos/o/r/commits/a/check-runs", "checks", { owner: "o", repo: "r", ref: "a" }],
  ["GET", "/repos/o/r/contents/a%20b/c.yml", "file", { owner: "o", repo: "r", path: "a b/c.yml" }],
  ["PUT", "/repos/o/r/contents/all", "write", { owner: "o", repo: "r", path: "all" }],
  ["GET", "/repos/o/r/contents/all", "all", { owner: "o", repo: "r" }],
])("%s %s is %s", (method, path, operationId, params) => {
  const found = find(method, path);
  expect(found?.operation.operationId).toBe(operationId);
  expect(found?.params).toEqual(params);
});

test.each([
  ["DELETE", "/repos/o/r/commits/a"],
  ["GET", "/repos/o/r/contents"],
  ["GET", "/x/repos/o/r/contents/all"],
])("%s %s is unknown", (method, path) => {
  expect(find(method, path)).toBeNull();
});
