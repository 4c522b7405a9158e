import { afterAll, beforeAll, expect, test } from "vitest";
import { readWorkflowText } from "../../../../src/adapters/github/files/workflow-files.ts";
import { createWorkflowTexts } from "../../../../src/adapters/store/workflow-texts.ts";
import { type FakeInstallation, startFakeInstallation } from "../../../support/fake-installation.ts";
import { startTestRedis, type TestRedis } from "../../../support/redis.ts";

const path = ".github/workflows/ci.yml";
let installation: FakeInstallation;
let server: TestRedis;

beforeAll(async () => {
  [installation, server] = await Promise.all([startFakeInstallation(), startTestRedis()]);
});
afterAll(async () => {
  await server.stop();
  await installation.github.close();
});

test("many that want the same file at once ask for it once, and nobody asks for it again", async () => {
  const { github, octokit } = installation;
  const repository = installation.addRepository("octo-repo", { [path]: "on: push\n" });
  const texts = createWorkflowTexts(server.redis);
  const read = (): Promise<string | null> =>
    readWorkflowText(octokit, texts, installation.describe(repository), path, repository.head() ?? "");
  const count = (): number => github.calls.filter(({ route }) => route.includes("/contents/")).length;
  expect(await Promise.all(Array.from({ length: 8 }, read))).toEqual(Array(8).fill("on: push\n"));
  expect(count()).toBe(1);
  expect(await read()).toBe("on: push\n");
  expect(count()).toBe(1);
});

test("a failure is everybody's who waited, and not the next one's", async () => {
  const { github, octokit } = installation;
  const repository = installation.addRepository("other-repo", { [path]: "on: push\n" });
  const texts = createWorkflowTexts(server.redis);
  const read = (): Promise<string | null> =>
    readWorkflowText(octokit, texts, installation.describe(repository), path, repository.head() ?? "");
  github.faults.next("GET", /\/contents\//, "forbidden");
  const results = await Promise.allSettled([read(), read()]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await read()).toBe("on: push\n");
});
