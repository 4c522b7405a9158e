import { createHash } from "node:crypto";
import type { Alarm } from "./alarm.ts";

const mostFacts = 50;

/**
 * What an alarm says that is news whenever it changes, as short digests: which job, which endpoint, which cause; not in how many runs. So
 * it can be told whether people know it already. Sorted, the first 50.
 */
export function listFacts(path: string, alarms: readonly Alarm[]): readonly string[] {
  const facts = alarms.flatMap((alarm) =>
    factsOf(alarm).map((fact) => digest([path, alarm.kind, alarm.jobId, ...fact])),
  );
  return [...new Set(facts)].sort().slice(0, mostFacts);
}

function factsOf(alarm: Alarm): readonly (readonly string[])[] {
  switch (alarm.kind) {
    case "refused": {
      const { endpoint, failed } = alarm;
      // That it has come to fail the job is news.
      return [[endpoint], ...(failed > 0 ? [[endpoint, "failed"]] : [])];
    }
    case "forged":
    case "not-enforced":
    case "failing":
      return alarm.causes.filter(({ fact }) => fact !== "").map(({ fact }) => [fact]);
  }
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 8);
}
