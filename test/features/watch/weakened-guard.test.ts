import { describe, expect, test } from "vitest";
import {
  addRepository,
  path,
  run,
  runsCalling,
  store,
  teach,
  useProposeWorld,
  workflow,
} from "../propose/propose-setup.ts";

useProposeWorld();

const blocking = workflow("build").replace(
  "egress-policy: audit",
  "egress-policy: block\n          allowed-endpoints: a.example.com:443",
);
const guard = / {6}- uses: step-security\/harden-runner@v2\n(?: {8}.*\n)+/.exec(blocking)?.[0] ?? "";

async function told(after: string, before = blocking): Promise<readonly string[]> {
  const repository = addRepository(before);
  const held = { enforcement: { state: "enforced" } } as const;
  await teach(
    repository,
    "build",
    runsCalling(["a.example.com"]).map((one) => ({ ...one, ...held })),
  );
  await run(repository);
  expect(await store.reports.listTold(repository.id)).toEqual(new Map());
  repository.commitFiles("main", { [path]: after }, { author: "mona", message: "Tidy up" });
  await run(repository);
  const jobs = (await store.reports.listTold(repository.id)).get(path) ?? [];
  return jobs.flatMap((one) => ("causes" in one ? one.causes.map(({ message }) => message) : []));
}

describe("a guard step of a job that blocks that", () => {
  test.each<[string, string, string]>([
    ["vanishes", blocking.replace(guard, ""), "its Harden-Runner step is gone"],
    [
      "is moved behind another step",
      blocking.replace(guard, "").replace("      - run: make", `      - run: make\n${guard.trimEnd()}`),
      "steps run before its Harden-Runner step",
    ],
    [
      "gets a step before it",
      blocking.replace(guard, `      - run: npx evil\n${guard}`),
      "steps run before its Harden-Runner step",
    ],
    [
      "becomes conditional",
      blocking.replace("harden-runner@v2\n", "harden-runner@v2\n        if: github.event_name == 'push'\n"),
      "has an `if` or `continue-on-error`",
    ],
    [
      "may fail",
      blocking.replace("harden-runner@v2\n", "harden-runner@v2\n        continue-on-error: true\n"),
      "has an `if` or `continue-on-error`",
    ],
    [
      "is another action of the name",
      blocking.replace("step-security/harden-runner@v2", "evil/harden-runner@v2"),
      "its Harden-Runner step is gone",
    ],
  ])("%s is told at once", async (_, after, expected) => {
    expect(after).not.toBe(blocking);
    expect((await told(after)).join()).toContain(expected);
  });

  test.each<[string, string, string]>([
    ["stays where it is, among other changes", blocking, blocking.replace("run: make", "run: make all")],
    [
      "was conditional from the start",
      blocking.replace("harden-runner@v2\n", "harden-runner@v2\n        if: always()\n"),
      blocking
        .replace("harden-runner@v2\n", "harden-runner@v2\n        if: always()\n")
        .replace("run: make", "run: make all"),
    ],
    ["is returned to audit mode", blocking, blocking.replace("block", "audit")],
  ])("%s is not", async (_, before, after) => {
    expect(await told(after, before)).toEqual([]);
  });
});
