import { expect, test } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import { deliverRun, type JobParts, learnInAudit, path, workflowOf } from "./enforcing.ts";
import { untilDone } from "./queue-state.ts";
import { addRepository, useWorld, world } from "./shared-world.ts";

const other = ".github/workflows/deploy.yml";
const audit: JobParts = { log: { policy: "audit", allowedEndpoints: "" } };
useWorld();

test.each([
  ["the old file first", [["test"], ["build"]]],
  ["the new file first", [["build"], ["test"]]],
  ["both at the same time", [["test", "build"]]],
] as const)(
  "a job that moved to another file is proposed there with what was learned: %s",
  async (_, order) => {
    const repository = addRepository({
      [path]: workflowOf({ build: "audit", test: "audit" }),
      [other]: workflowOf({ deploy: "audit" }),
      [settingsPath]: "pull-request: {open-at-most: 2}\n",
    });
    await learnInAudit(world, repository, "build");
    expect(repository.pulls()).toMatchObject([{ state: "open" }]);
    await deliverRun(world, repository, { day: -4, path: other, jobs: { deploy: audit } });
    await untilDone(world.redis.redis);
    await world.store.decisions.decideEndpoint(repository.id, path, {
      kind: "allow",
      endpoint: "mirror.example.org:443",
      origin: { kind: "person", login: "maintainer", at: "2026-01-05T00:00:00Z", reason: "once a year" },
    });
    repository.commitFiles(
      "main",
      {
        [path]: workflowOf({ test: "audit" }),
        [other]: workflowOf({ deploy: "audit", build: "audit" }),
      },
      { author: "maintainer", message: "Move build" },
    );
    for (const ran of order) {
      for (const job of ran)
        await deliverRun(world, repository, {
          day: -3,
          path: job === "test" ? path : other,
          jobs: { [job]: audit },
        });
      await untilDone(world.redis.redis);
    }
    expect(repository.pulls().map(({ state }) => state)).toEqual(["open", "closed"]);
    const proposed = repository.file(other, "egress-bot/deploy.yml")?.content;
    expect(proposed).toContain("packages.example.org:443");
    expect(proposed).toContain("mirror.example.org:443");
  },
);
