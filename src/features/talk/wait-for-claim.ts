import { setTimeout as wait } from "node:timers/promises";

/** Somebody else is about to answer the same, and does not come to an end. */
export class AnswerBusyError extends Error {
  override readonly name = "AnswerBusyError";
  readonly code = "answer-busy";
}

const pause = 100;

/** Waits for its turn: as long as two holders may take, of so many ms each. @throws AnswerBusyError, and what `take` throws */
export async function waitForClaim<Claim>(take: () => Promise<Claim | null>, ms: number): Promise<Claim> {
  for (let waited = 0; waited < 2 * ms; waited += pause) {
    const claim = await take();
    if (claim !== null) return claim;
    await wait(pause);
  }
  throw new AnswerBusyError("another worker is answering the same");
}
