import { expect, test } from "vitest";
import { learnDelivered } from "../../../src/features/learn/learn-delivered.ts";

const failWith = (status: number) => async (): Promise<never> => {
  throw Object.assign(new Error(`GitHub says ${status}`), { status });
};

test("a run that was deleted meanwhile teaches nothing, and is no failure", async () => {
  expect(await learnDelivered(failWith(404))).toEqual([]);
});

test("what may pass is thrown, for the queue to try again", async () => {
  await expect(learnDelivered(failWith(502))).rejects.toMatchObject({ status: 502 });
});
