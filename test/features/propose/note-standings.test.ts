import { expect, test } from "vitest";
import type { JobStanding } from "../../../src/domain/proposal/standing.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  github,
  path,
  run,
  runsCalling,
  store,
  teach,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const quiet = runsCalling(["a.example.com", "b.example.com:8443"]);

/** How the jobs of `ci.yml` stand, as it was noted; null where nothing was. */
async function readNoted({ id, state }: FakeRepository): Promise<readonly JobStanding[] | null> {
  const { repositories } = await store.standings.readOwner(state.owner.id);
  const noted = repositories.find(({ repositoryId }) => repositoryId === id);
  return noted?.files.get(path) ?? null;
}

function commit(repository: FakeRepository, text: string | null): void {
  repository.commitFiles("main", { [path]: text }, { author: "mona", message: "Change the workflow" });
}

test("a look notes how each guarded job stands: proposed and waiting for a review, or learning", async () => {
  const repository = addRepository(workflow("build", "test"));
  await teach(repository, "build", quiet);
  const { pullRequest } = await run(repository);
  expect(await readNoted(repository)).toEqual([
    {
      jobId: "build",
      state: "proposed",
      since: expect.any(Number),
      needs: "review",
      endpoints: 2,
      pullRequest,
    },
    {
      jobId: "test",
      state: "learning",
      since: expect.any(Number),
      needs: null,
      endpoints: 0,
      pullRequest: null,
    },
  ]);
  // Again, it says the same.
  const before = await readNoted(repository);
  await run(repository);
  expect(await readNoted(repository)).toEqual(before);
});

test("a merged proposal blocks, with the entries of its list, since the bot saw that it does", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  const { pullRequest } = await run(repository);
  repository.mergePull(pullRequest ?? 0, "mona");
  await run(repository);
  expect(await readNoted(repository)).toEqual([
    {
      jobId: "build",
      state: "unproven",
      since: expect.any(Number),
      needs: null,
      endpoints: 2,
      pullRequest: null,
    },
  ]);
});

test("a ready job whose proposal a person closed is not proposed, and waits for nobody", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  const { pullRequest } = await run(repository);
  repository.closePull(pullRequest ?? 0, "mona");
  expect(await run(repository)).toMatchObject({ action: "rejected" });
  expect(await readNoted(repository)).toMatchObject([{ state: "ready", needs: null, pullRequest: null }]);
});

test("a ready job that the bot may not propose waits for the permission", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  github.faults.next("POST", /\/git\/trees$/, "forbidden");
  expect(await run(repository)).toMatchObject({ action: "not-permitted" });
  expect(await readNoted(repository)).toMatchObject([
    { state: "ready", needs: "not-permitted", pullRequest: null },
  ]);
});

test("a file that cannot be read stays as it was noted, one that is gone or without a guard leaves nothing", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet.slice(0, 3));
  await run(repository);
  const noted = await readNoted(repository);
  expect(noted).toMatchObject([{ jobId: "build", state: "learning" }]);
  commit(repository, "jobs: [");
  await run(repository);
  expect(await readNoted(repository)).toEqual(noted);
  commit(repository, null);
  await run(repository);
  expect(await readNoted(repository)).toBeNull();
  commit(repository, workflow("build"));
  await run(repository);
  expect(await readNoted(repository)).toMatchObject([{ jobId: "build" }]);
  commit(repository, "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n");
  await run(repository);
  expect(await readNoted(repository)).toBeNull();
});
