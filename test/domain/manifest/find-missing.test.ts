import { expect, test } from "vitest";
import type { AppManifest } from "../../../src/domain/manifest/app-manifest.ts";
import { findMissing } from "../../../src/domain/manifest/find-missing.ts";

const manifest = {
  default_permissions: { metadata: "read", contents: "write", checks: "write" },
  default_events: ["push", "issues"],
} as unknown as AppManifest;
const all = { metadata: "read", contents: "write", checks: "write" };

test.each<[string, Record<string, string>, string[], object]>([
  ["all of it", all, ["push", "issues"], { permissions: [], events: [] }],
  [
    "more than is asked for",
    { ...all, contents: "admin", members: "read" },
    ["push", "issues", "label"],
    { permissions: [], events: [] },
  ],
  [
    "less of one",
    { ...all, checks: "read" },
    ["push", "issues"],
    { permissions: ["checks: write"], events: [] },
  ],
  [
    "a level that is not known",
    { ...all, metadata: "none" },
    ["push", "issues"],
    { permissions: ["metadata: read"], events: [] },
  ],
  [
    "nothing",
    {},
    [],
    { permissions: ["metadata: read", "contents: write", "checks: write"], events: ["push", "issues"] },
  ],
])("granted %s", (_, permissions, events, missing) => {
  expect(findMissing(manifest, { permissions, events })).toEqual(missing);
});
