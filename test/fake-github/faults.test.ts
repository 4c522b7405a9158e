import { describe, expect, test } from "vitest";
import {
  app,
  call,
  commitOnTop,
  firstJob,
  github,
  installationToken,
  openTopic,
  path,
  repository,
  swap,
  useFakeGitHub,
  workflow,
} from "./harness.ts";
import type { FaultKind } from "./http/faults.ts";

useFakeGitHub();

describe("faults", () => {
  test.each<[FaultKind, number, string | null]>([
    ["500", 500, null],
    ["502", 502, null],
    ["secondary-limit", 403, "retry-after"],
    ["primary-limit", 403, "x-ratelimit-reset"],
    ["429", 429, "retry-after"],
    ["forbidden", 403, null],
  ])("%s happens once", async (kind, status, header) => {
    await installationToken();
    github.faults.next("GET", /octo-repo$/, kind);
    const answer = await call("GET", path);
    expect(answer.status).toBe(status);
    if (header !== null) expect(answer.headers.get(header)).not.toBeNull();
    expect((await call("GET", path)).status).toBe(200);
    expect(github.faults.counts()).toEqual({ [kind]: 1 });
  });

  test("a broken answer leaves the change made, a time-out leaves nothing", async () => {
    const { number } = openTopic();
    const where = `${path}/issues/${number}/comments`;
    await installationToken();
    github.faults.holdMilliseconds = 5;
    github.faults.next("POST", where, "timeout");
    await expect(call("POST", where, { body: { body: "lost" } })).rejects.toThrow();
    github.faults.next("POST", where, "reset-mid-body");
    await expect(call("POST", where, { body: { body: "made" } })).rejects.toThrow();
    expect(repository.comments(number).map(({ body }) => body)).toEqual(["made"]);
  });

  test("a ref moves under the bot's hands, and a branch turns out to exist", async () => {
    const [one, two] = [await commitOnTop("one"), await commitOnTop("two")];
    github.faults.next("POST", `${path}/git/refs`, "422-existing-branch");
    const body = { ref: "refs/heads/topic", sha: one.sha };
    expect((await call("POST", `${path}/git/refs`, { body })).status).toBe(422);
    expect(repository.head("topic")).toBe(one.sha);
    github.faults.next("POST", "/graphql", "ref-moved");
    const name = "refs/heads/topic";
    expect(await swap({ name, beforeOid: one.sha, afterOid: two.sha, force: true })).toBe("STALE_DATA");
    const moved = (await call("GET", `${path}/commits/topic`)).body;
    expect(moved.sha).not.toBe(one.sha);
    expect(moved).toMatchObject({
      author: { login: app.botLogin },
      commit: { tree: one.tree, verification: { verified: true } },
    });
  });

  test("random ones depend on the seed and hit what they can hit", async () => {
    const job = firstJob(github.addRun({ repository, path: workflow, jobs: [{ name: "b", log: "x" }] }));
    await installationToken();
    const round = async (seed: number) => {
      github.faults.random({ rate: 0.3, seed, kinds: ["500", "log-404", "log-410", "ref-moved"] });
      const statuses = [];
      for (let index = 0; index < 20; index += 1) {
        statuses.push((await call("GET", path)).status);
        statuses.push((await call("GET", `${path}/actions/jobs/${job.id}/logs`)).status);
      }
      github.faults.stop();
      return statuses;
    };
    const first = await round(7);
    expect(await round(7)).toEqual(first);
    expect(await round(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 302, 404, 410, 500]));
    expect((await call("GET", path)).status).toBe(200);
  });
});
