/** Work in turns, between which whoever does it may let others work; it ends with its result. */
export type Turns<Result> = Generator<undefined, Result, undefined>;

/** Does all turns at once. */
export function finish<Result>(turns: Turns<Result>): Result {
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
  }
}
