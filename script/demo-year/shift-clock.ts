const RealDate = Date;
let shift = 0;

/** A clock that goes on, so many ms beside the machine's. */
class ShiftedDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    // Without a value it is now.
    super(...((given.length === 0 ? [RealDate.now() + shift] : given) as []));
  }

  static override now(): number {
    return RealDate.now() + shift;
  }
}

/** From now on this process's clock shows another time and goes on from there; ms since 1970. */
export function setClock(now: number): void {
  shift = now - RealDate.now();
  globalThis.Date = ShiftedDate as DateConstructor;
}

/** The machine's own time. */
export function realNow(): number {
  return RealDate.now();
}
