import { expect, test } from "vitest";
import { chooseDeliveries } from "../../../src/domain/sweep/choose-deliveries.ts";

const first = { isAgain: false, wasTaken: false };
const again = { isAgain: true, wasTaken: false };

test.each([
  ["none", [], []],
  ["one that was taken", [{ id: 1, guid: "a", ...first, wasTaken: true }], []],
  [
    "two that nobody took, the oldest first",
    [
      { id: 2, guid: "b", ...first },
      { id: 1, guid: "a", ...first },
    ],
    [1, 2],
  ],
  [
    "one that was taken when it was sent again",
    [
      { id: 2, guid: "a", ...again, wasTaken: true },
      { id: 1, guid: "a", ...first },
    ],
    [],
  ],
  [
    "one that nobody took when it was sent again either",
    [
      { id: 2, guid: "a", ...again },
      { id: 1, guid: "a", ...first },
    ],
    [],
  ],
])("%s", (_, tries, chosen) => {
  expect(chooseDeliveries(tries)).toEqual(chosen);
});
