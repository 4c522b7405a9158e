import type { Release } from "../harden-runner/version-table.ts";

/** That a guard step is to use another release. */
export interface PinMove {
  /** `v2.13.0` */
  readonly from: string;
  readonly to: Release;
}
