import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Baseline } from "../../src/domain/baseline/baseline.ts";
import { logStoreRoute } from "../fake-github/http/faults.ts";
import type { Run } from "../fake-github/state/repository.ts";
import { toBytes } from "../support/baseline-builder.ts";
import { egress, useFolder } from "../support/cli.ts";
import { createRandom } from "../support/random.ts";
import { addRuns, guarded } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const folder = useFolder();
const files = Object.entries(guarded);
let world: World;
let runs: readonly Run[];

/** Twenty runs of each of the three workflows. */
function addAllRuns({ github, repository }: World): Run[] {
  return (["ci", "matrix", "release"] as const).flatMap((name) =>
    addRuns(github, repository, { path: `.github/workflows/${name}.yml`, count: 20 }),
  );
}

function readBaselines({ store, repository }: World): Promise<readonly Baseline[]> {
  return Promise.all(
    files.map(([path, jobId]) =>
      store.baselines.read({ repositoryId: repository.id, path, jobId, source: "default-branch" }),
    ),
  );
}

beforeAll(async () => {
  world = await startWorld();
  runs = addAllRuns(world);
  const deliveries = createRandom(20_260_726).shuffle([...runs, ...runs]);
  const post = async (): Promise<void> => {
    for (let run = deliveries.pop(); run !== undefined; run = deliveries.pop()) {
      expect(await world.sendRun(run)).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: 8 }, post));
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
});

afterAll(async () => {
  await world.close();
});

test("deliveries in any order, repeated and in parallel, teach what ordered ones do, byte for byte", async () => {
  const ordered = await startWorld();
  for (const run of addAllRuns(ordered)) expect(await ordered.sendRun(run)).toBe(200);
  await untilDone(ordered.redis.redis);
  const expected = await readBaselines(ordered);
  await ordered.close();
  expect((await readBaselines(world)).map(toBytes)).toEqual(expected.map(toBytes));
  for (const { runs: learned, endpoints } of expected) {
    expect(learned.size).toBe(20);
    expect([...endpoints.keys()]).toEqual([
      "api.example.org:443",
      "github.com:443",
      "packages.example.org:443",
    ]);
    expect([...(endpoints.get("packages.example.org:443")?.steps ?? [])]).toEqual(["Install"]);
    expect([...(endpoints.get("api.example.org:443")?.steps ?? [])]).toEqual(["Test"]);
  }
});

test("every ready workflow file has exactly one pull request", () => {
  const heads = world.repository.pulls().map(({ pull }) => `${pull.headRef} ${pull.baseRef}`);
  expect(heads.sort()).toEqual([
    "egress-bot/ci.yml main",
    "egress-bot/matrix.yml main",
    "egress-bot/package.yml main",
  ]);
});

test.each(files)("the change of %s is what egress enforce gives for the same logs", (path, jobId) => {
  const name = path.replace(/^.*\//, "");
  const workflow = folder.write(name, world.repository.file(path, "main")?.content ?? "");
  const caller = name === "package.yml" ? "release.yml" : name;
  const logs = runs
    .filter((run) => run.path.endsWith(caller))
    .flatMap((run) => run.jobs)
    .map(({ id, log }) => folder.write(`${id}.txt`, log as Buffer));
  const { status } = egress(["enforce", workflow, "--from", ...logs, "--write"]);
  expect(status).toBe(0);
  const proposed = world.repository.file(path, `egress-bot/${name}`);
  expect(proposed).toEqual({ content: readFileSync(workflow, "utf8"), mode: "100644" });
  const [guard] = parse(proposed?.content ?? "").jobs[jobId].steps;
  expect(guard.with).toEqual({
    "egress-policy": "block",
    "allowed-endpoints": "api.example.org:443 github.com:443 packages.example.org:443\n",
  });
});

describe("a pull request", () => {
  test("is one verified commit of the bot on the default branch", () => {
    for (const { pull } of world.repository.pulls()) {
      const commit = world.repository.state.objects.commit(world.repository.head(pull.headRef) ?? "");
      expect(commit?.parents).toEqual([world.repository.head()]);
      expect(commit?.author.name).toBe("egress-bot[bot]");
      expect(commit?.signature).not.toBeNull();
    }
  });

  test("is accepted, and then nothing is left to propose", async () => {
    for (const pull of world.repository.pulls()) {
      world.repository.mergePull(pull.number, "maintainer");
      await world.send(
        "pull_request",
        world.github.payloads.pullRequest(world.repository.state, pull, {
          action: "closed",
          sender: "maintainer",
        }),
      );
    }
    expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
    expect(world.repository.pulls()).toHaveLength(3);
    for (const [path] of files)
      expect(world.repository.file(path)?.content).toContain("egress-policy: block");
  });
});

test("the bot asks for nothing that GitHub doesn't know, and uses exactly the permissions of its manifest", () => {
  expect(world.github.violations).toEqual([]);
  const asked = world.github.calls.filter(({ route }) => route !== logStoreRoute);
  expect(new Set(asked.map(({ apiVersion }) => apiVersion))).toEqual(new Set(["2022-11-28"]));
  const manifest = parse(readFileSync("app.yml", "utf8"));
  const used = [...world.github.usedPermissions()].map((permission) => permission.split(":"));
  // Answers on issues are the commands' (see commands.test.ts) and checks the settings' (see check-settings.test.ts); `metadata` is any App's.
  const elsewhere = { issues: "write", checks: "write", metadata: "read" };
  expect({ ...Object.fromEntries(used), ...elsewhere }).toEqual(manifest.default_permissions);
});
