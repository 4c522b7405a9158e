import { withTimeLimit } from "../../../shared/with-time-limit.ts";

/** How long Redis may take to say how something stands, in ms. */
const answerTime = 2_000;

/** What is read from Redis; null where that fails or takes longer than two seconds, so that the rest can be told while Redis is down. */
export async function answerOfRedis<Value>(reading: Promise<Value>): Promise<Value | null> {
  const answer = await withTimeLimit(answerTime, reading).catch(() => "late" as const);
  return answer === "late" ? null : answer;
}
