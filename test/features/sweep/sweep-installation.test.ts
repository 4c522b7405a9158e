// prove: sweep
import { expect, test } from "vitest";
import { sizeOf } from "../../support/size-of.ts";
import {
  addRepository,
  describe,
  github,
  hour,
  installation,
  listCalls,
  listQueued,
  store,
  sweepAll,
  useSweepWorld,
} from "./sweep-setup.ts";

useSweepWorld();

const quiet = sizeOf("sweep", { suite: 230, whole: 3_000 });
const longAgo = Date.now() - 1_000 * hour;

test(`${quiet} quiet repositories cost a call for each hundred`, async () => {
  for (let index = 0; index < quiet; index += 1) {
    const { id } = addRepository(`quiet-${index}`, { pushedAt: longAgo });
    await store.sweeps.markFilled(id);
  }
  const pushed = addRepository("pushed");
  await store.sweeps.markFilled(pushed.id);
  const since = Date.now() - 6 * hour;
  await sweepAll({ since });
  expect(listQueued("sweepRepository")).toEqual([{ repository: describe(pushed), cause: "gap", since }]);
  const calls = github.calls.filter(({ route }) => !route.endsWith("/access_tokens"));
  expect(calls.length).toBeLessThanOrEqual(Math.ceil((quiet + 1) / 100) + 2);
  expect(calls.length).toBeLessThanOrEqual(300);
});

test("a limit on any page: it goes on with that page, and asks none twice", async () => {
  for (let index = 0; index < 320; index += 1) addRepository(`new-${index}`, { pushedAt: longAgo });
  const limit = Object.assign(new Error("API rate limit exceeded"), { status: 403 });
  for (let failing = 1; failing <= 4; failing += 1)
    await expect(
      sweepAll({
        prepare: (octokit) =>
          octokit.hook.before("request", ({ page }) => {
            if (page === failing) throw limit;
          }),
      }),
    ).rejects.toBe(limit);
  await sweepAll();
  const asked = listCalls().map((path) => new URL(path, "http://x").searchParams.get("page"));
  expect(asked).toEqual(["1", "2", "3", "4"]);
  expect(new Set(listQueued("sweepRepository").map(({ repository }) => repository.id)).size).toBe(320);
});

test("one of which nothing is known is filled, an archived one is left alone", async () => {
  const fresh = addRepository("fresh", { pushedAt: longAgo });
  addRepository("archived").setArchived(true);
  await sweepAll();
  expect(listQueued("sweepRepository")).toEqual([{ repository: describe(fresh), cause: "gap", since: null }]);
});

test("what is gone is forgotten once, what only was not listed is not", async () => {
  const kept = addRepository("kept", { pushedAt: longAgo });
  const gone = addRepository("gone", { pushedAt: longAgo });
  const moved = addRepository("moved", { pushedAt: longAgo });
  await sweepAll({ id: "1" });
  installation.repositories.delete(gone.id);
  const other = github.addInstallation({ appId: 17, account: "other-org" });
  moved.transfer("other-org", other.id);
  await store.installations.know(installation.id, { id: 5, owner: "octo-org", name: "kept" });
  await sweepAll({ id: "2" });
  await sweepAll({ id: "3" });
  const from = { installationId: installation.id, owner: "octo-org" };
  expect(listQueued("forget")).toEqual([
    { repositoryId: gone.id, from: { ...from, name: "gone" } },
    { repositoryId: moved.id, from: { ...from, name: "moved" } },
  ]);
  expect(await store.installations.listUnseen(installation.id, null)).toContainEqual({
    id: kept.id,
    owner: "octo-org",
    name: "kept",
  });
});
