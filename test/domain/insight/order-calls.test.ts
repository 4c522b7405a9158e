import { expect, test } from "vitest";
import { orderCalls } from "../../../src/domain/insight/order-calls.ts";
import type { MadeCall } from "../../../src/domain/record/made-call.ts";

const call = (endpoint: string, step = "Install", process = "node"): MadeCall => ({
  endpoint,
  steps: [step],
  processes: [process],
});

test("one leg gives its own order", () => {
  const calls = ["c:443", "a:443", "b:443"].map((endpoint) => call(endpoint));
  const placed = orderCalls(new Map([["", calls]]));
  expect([...placed].map(([endpoint, { place }]) => [place, endpoint])).toEqual([
    [1, "c:443"],
    [2, "a:443"],
    [3, "b:443"],
  ]);
});

test("legs are put together by how far each was, whichever of them is read first", () => {
  const legs: readonly (readonly [string, readonly MadeCall[]])[] = [
    ["linux", [call("git:443"), call("npm:443"), call("both:443", "Test", "jest")]],
    ["mac", [call("git:443", "Check out", "git"), call("both:443", "Install", "brew")]],
  ];
  const placed = orderCalls(new Map(legs));
  expect([...placed.keys()]).toEqual(["git:443", "npm:443", "both:443"]);
  expect(placed.get("both:443")).toEqual({
    place: 3,
    steps: ["Install", "Test"],
    processes: ["brew", "jest"],
  });
  expect(orderCalls(new Map(legs.toReversed()))).toEqual(placed);
});

test("of nothing it is nothing", () => {
  expect(orderCalls(new Map()).size).toBe(0);
});
