import type { RunKey } from "./baseline.ts";

// GitHub ends a run with its thousandth attempt at the latest.
const firstOfCallers = 1_000_000;

/**
 * The attempt by which a run of another repository is kept that called the job's file: one that no run of its own has, so that nothing is ever
 * linked to it, or told of it but when it was.
 */
export function attemptOfCaller(attempt: number): number {
  return firstOfCallers + attempt;
}

/** Whether a run was one of another repository. */
export function isOfCaller(key: RunKey): boolean {
  return Number(key.split("/")[1]) >= firstOfCallers;
}
