import { expect, test } from "vitest";
import { CallsHeldError } from "../../../src/adapters/github/client/hold-calls.ts";
import { holdUntilFilled } from "../../../src/features/sweep/hold-until-filled.ts";
import {
  addRepository,
  describe,
  hour,
  listQueued,
  notingQueues,
  store,
  useSweepWorld,
} from "./sweep-setup.ts";

useSweepWorld();

const pace = { silence: 20_000, everyDay: 24 * hour };

test("after Redis was emptied a proposal waits until its repository is filled, which it sees to, for an hour at most", async () => {
  const repository = describe(addRepository("a"));
  const queues = notingQueues();
  const hold = (at: number) => holdUntilFilled(repository, { store, queues, now: () => at });
  const now = Date.now();
  // Nobody says that somebody listens, so nobody would fill it.
  await hold(now);
  await store.heartbeat.beat(now, pace);
  await expect(hold(now)).rejects.toBeInstanceOf(CallsHeldError);
  expect(listQueued("sweepRepository")).toEqual([{ repository, cause: "empty", since: null }]);
  await hold(now + 61 * 60_000);
  await store.sweeps.markFilled(repository.id);
  await hold(now);
});
