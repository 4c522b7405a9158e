// bench: fair      5,000 queued runs of one installation: when another's run, comments, alarms and backfills have their turn, in virtual time
import { liveFairDay } from "../../test/support/fair-day.ts";
import { startTestRedis } from "../../test/support/redis.ts";

const runs = 5_000;
const server = await startTestRedis();
try {
  const day = await liveFairDay(server.redis, runs);
  const seconds = (ms: number): string => `${ms / 1_000} s`;
  const rows: readonly (readonly [string, string, string, boolean])[] = [
    [
      "B's run, begun as number",
      `${day.placeOfB}`,
      `50; in the order of arrival ${runs + 1}`,
      day.placeOfB <= 50,
    ],
    ["the slowest answer to a comment", seconds(day.longestAnswer), "60 s", day.longestAnswer <= 60_000],
    ["A's alarm looked at after", seconds(day.alarmOfA), "60 s", day.alarmOfA <= 60_000],
    ["B's proposal looked at after", seconds(day.proposalOfB), "60 s", day.proposalOfB <= 60_000],
    ["B's backfill of 100 s done after", seconds(day.backfillOfB), "200 s", day.backfillOfB <= 200_000],
    ["backfills of A begun in vain", `${day.waysMade}`, "50", day.waysMade <= 50],
    ["runs of A learned meanwhile", `${day.runsOfA}`, "at least 900", day.runsOfA >= 900],
  ];
  console.log(
    `${runs} runs, ${runs / 10} proposals and 50 backfills of A are queued before all else; one worker process`,
  );
  for (const [what, measured, bound] of rows)
    console.log(`${what.padEnd(34)} ${measured.padEnd(10)} bound: ${bound}`);
  if (rows.some(([, , , isKept]) => !isKept)) process.exitCode = 1;
} finally {
  await server.stop();
}
