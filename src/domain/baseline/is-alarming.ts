import { type Baseline, isRefusalKey } from "./baseline.ts";

type Lesson = Pick<Baseline, "endpoints" | "enforcement">;

/** Whether what a run taught may be something that people must hear of soon: block mode refused something, or was not proved to hold, or the job failed. */
export function isAlarming({ endpoints, enforcement }: Lesson): boolean {
  return (
    [...endpoints.keys()].some(isRefusalKey) ||
    [...enforcement.keys()].some((key) => !/^(?:enforced|audit) /.test(key))
  );
}
