import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { registerWebhooks } from "../../../src/apps/server/app.ts";

const text = readFileSync(new URL("../../../app.yml", import.meta.url), "utf8");
const manifest: unknown = parse(text);

test("the manifest asks for the least that the features need", () => {
  expect(manifest).toMatchObject({
    public: false,
    default_permissions: {
      metadata: "read",
      actions: "read",
      contents: "write",
      workflows: "write",
      pull_requests: "write",
      issues: "write",
      checks: "write",
    },
  });
});

test("a line above each permission says which feature needs it", () => {
  const [, permissions = ""] = /^default_permissions:\n((?: {2}.*\n)+)/m.exec(text) ?? [];
  const lines = permissions.trimEnd().split("\n");
  expect(lines).toHaveLength(14);
  for (const [index, line] of lines.entries()) expect(line.startsWith("  #")).toBe(index % 2 === 0);
});

/** Asked for at once, as an App that exists would not get them later. */
const later = ["repository"];

test("the manifest subscribes to what is handled or will be, except for what comes to every App unasked", () => {
  const handled = new Set<string>();
  const on = (names: string | readonly string[]): void => {
    for (const name of [names].flat()) handled.add(name.split(".", 1)[0] ?? "");
  };
  registerWebhooks(
    { on } as Parameters<typeof registerWebhooks>[0],
    {} as Parameters<typeof registerWebhooks>[1],
  );
  const always = ["installation", "installation_repositories"];
  expect(manifest).toHaveProperty(
    "default_events",
    expect.toSatisfy((events: readonly string[]) => {
      expect([...events, ...always].sort()).toEqual([...handled, ...later].sort());
      return true;
    }),
  );
});
