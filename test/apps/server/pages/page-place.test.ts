import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePagePath, pathOfPlace } from "../../../../src/apps/server/pages/page-place.ts";

test.each([
  ["/", { kind: "home" }],
  ["/octo-org", { kind: "owner", owner: "octo-org" }],
  ["/octo_corp", { kind: "owner", owner: "octo_corp" }],
  ["/o/r", { kind: "repository", owner: "o", name: "r" }],
  ["/o/.github", { kind: "repository", owner: "o", name: ".github" }],
  ["/o/r/jobs/ci.yml/build", { kind: "job", owner: "o", name: "r", file: "ci.yml", jobId: "build" }],
  [
    "/o/r/jobs/a%20%3C%C3%A9%3E.yaml/_b-1",
    { kind: "job", owner: "o", name: "r", file: "a <é>.yaml", jobId: "_b-1" },
  ],
  ["/o/r/runs/123", { kind: "run", owner: "o", name: "r", runId: 123 }],
])("%s is a page, and with .json its data", (path, place) => {
  expect(parsePagePath(path)).toEqual({ place, isJson: false });
  if (path !== "/") expect(parsePagePath(`${path}.json`)).toEqual({ place, isJson: true });
});

test.each([
  "",
  "o",
  "//",
  "//o",
  "/o/",
  "/o//r",
  "/o/r/",
  "/.json",
  "/o/.",
  "/o/..",
  "/o/%2E%2E",
  "/../o/r",
  "/o/r/../../etc/passwd",
  "/o%2Fr",
  "/o/r%2Fjobs",
  "/o/r/jobs/ci.yml",
  "/o/r/jobs/ci.yml/build/more",
  "/o/r/jobs/..%2F..%2Fci.yml/build",
  "/o/r/jobs/..%5Cci.yml/build",
  "/o/r/jobs/.yml/build",
  "/o/r/jobs/ci.txt/build",
  "/o/r/jobs/ci%00.yml/build",
  "/o/r/jobs/ci%0A.yml/build",
  "/o/r/jobs/%E2%80%AEci.yml/build",
  "/o/r/jobs/ci.yml/1build",
  "/o/r/jobs/ci.yml/a%20b",
  "/o/r/runs/0",
  "/o/r/runs/-1",
  "/o/r/runs/1e3",
  "/o/r/runs/9999999999999999",
  "/o/r/other",
  "/o%00/r",
  "/%ff/r",
  "/%",
  "/o/%C0%AE%C0%AE/r",
  "/\\evil.example",
  "/assets/x.css",
  "/sign-out",
  "/API/github",
  `/o/${"r".repeat(101)}`,
  `/${"o/".repeat(2_000)}`,
])("%j is no page", (path) => {
  expect(parsePagePath(path)).toBeNull();
});

test("the address of what was read leads to the same page, and to nothing but a path of this origin", () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom("o", "r", "jobs", "runs", "ci.yml", "build", "..", "%2F", "\\", ""),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const read = parsePagePath(`/${parts.join("/")}`);
      if (read === null) return;
      const path = pathOfPlace(read.place);
      expect(new URL(path, "https://egress.example").href).toBe(`https://egress.example${path}`);
      expect(parsePagePath(path)?.place).toEqual(read.place);
    }),
  );
});
