import { expect, test } from "vitest";
import type { DashboardTask } from "../../../src/adapters/queue/tasks/dashboard.ts";
import type { Store } from "../../../src/adapters/store/store.ts";
import { dayOf, issueAbout, type Waiting } from "../../../src/domain/proposal/waiting.ts";
import { writeDashboard } from "../../../src/features/dashboard/write-dashboard.ts";
import type { LimitTools } from "../../../src/features/limits/open-in-turn.ts";
import { offerPlaces } from "../../../src/features/propose/offer-places.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  octokit,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const ownerId = 9;

function waitingOf(repository: FakeRepository, about: string = issueAbout.dashboard): Waiting {
  const now = Date.now();
  return {
    kind: "issue",
    repository: taskOf(repository).repository,
    about,
    rank: 0,
    since: now,
    at: now,
    hold: { why: "owner-per-day", until: dayOf(now).end },
    offeredAt: null,
  };
}

/** Offers the places of the owner's day, and returns the dashboards that were asked for. */
async function offer(repository: FakeRepository, places: Store["places"]): Promise<readonly DashboardTask[]> {
  const asked: DashboardTask[] = [];
  const nothing = async (): Promise<void> => {};
  await offerPlaces(
    { repository: taskOf(repository).repository, ownerId, because: "place", at: null },
    {
      octokit,
      store: { ...store, places },
      propose: nothing,
      report: nothing,
      offer: nothing,
      dashboard: async (task) => void asked.push(task),
    },
  );
  return asked;
}

test("what waits for a place is offered one, and waits until it has answered", async () => {
  const repository = addRepository({ "README.md": "one\n" });
  await store.places.wait(ownerId, waitingOf(repository));
  expect(await offer(repository, store.places)).toHaveLength(1);
  expect(await store.places.listWaiting(ownerId)).toMatchObject([{ offeredAt: expect.any(Number) }]);
  expect(await offer(repository, store.places)).toEqual([]);
});

test("what was opened while the places were offered does not wait again, and holds up nobody", async () => {
  const repository = addRepository({ "README.md": "one\n" });
  const one = waitingOf(repository);
  await store.places.wait(ownerId, one);
  // Another task opens it between the look at what waits and the offer.
  const places: Store["places"] = {
    ...store.places,
    async listTaken(...asked) {
      await store.places.stopWaiting(ownerId, {
        kind: "issue",
        repositoryId: repository.id,
        about: one.about,
      });
      return store.places.listTaken(...asked);
    },
  };
  expect(await offer(repository, places)).toEqual([]);
  expect(await store.places.listWaiting(ownerId)).toEqual([]);
});

test("a dashboard that is there does not wait, also after a process was broken off before it said so", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", runsCalling(["api.example.com"]));
  expect(await run(repository)).toMatchObject({ action: "opened" });
  const limits: LimitTools = { places: store.places, isAsked: false, offer: async () => {} };
  const write = (): Promise<void> =>
    writeDashboard(
      { repository: taskOf(repository).repository, at: null },
      { octokit, store, policyStore: null, botLogin: "egress-bot[bot]", limits },
    );
  await write();
  const issues = [...repository.state.issues.values()].filter(({ pull }) => pull === null);
  expect(issues).toMatchObject([{ state: "open" }]);
  await store.places.wait(repository.state.owner.id, waitingOf(repository));
  await write();
  expect(await store.places.listWaiting(repository.state.owner.id)).toEqual([]);
});
