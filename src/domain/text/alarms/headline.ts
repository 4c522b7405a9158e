import type { Alarm, NotBlockingAlarm, RefusedAlarm } from "../../alarm/alarm.ts";
import type { AlarmGroup } from "../../alarm/group-alarms.ts";
import { fileNameOf } from "../../run/file-name.ts";
import { code } from "../escape.ts";
import { sayDay } from "../say-day.ts";

/** What happened, as one sentence of Markdown; since when only where that does not stand beside it. */
export function headlineOf({ path, alarms }: Pick<AlarmGroup, "path" | "alarms">, isDated = true): string {
  const file = code(fileNameOf(path), 80);
  const jobs = [...new Set(alarms.map(({ jobId }) => jobId))];
  const [first] = alarms;
  if (first === undefined) return "";
  const isOne = alarms.length === 1;
  const job = `${code(first.jobId, 80)} in ${file}`;
  const who = jobs.length === 1 ? job : `${jobs.length} jobs in ${file}`;
  switch (first.kind) {
    case "refused":
      return isOne
        ? sayRefusedOne(first, job)
        : `${who} tried to reach ${countEndpoints(alarms)}, which block mode refused.`;
    case "forged":
      return jobs.length === 1
        ? `A record in the log of ${job} looks forged, so I do not know whether its traffic was blocked.`
        : `Records in the logs of ${who} look forged, so I do not know whether their traffic was blocked.`;
    case "not-enforced":
      return isOne
        ? sayNotBlocking(first, job, isDated ? sinceDay(first) : "")
        : `${who} do not block as they should.`;
    case "failing":
      return isOne
        ? `${job} has been failing in block mode${isDated ? sinceDay(first) : ""}.`
        : `${who} fail in block mode.`;
  }
}

function sayRefusedOne({ endpoint, isBlocklisted }: RefusedAlarm, job: string): string {
  return isBlocklisted
    ? `${job} tried to reach ${code(endpoint)}, which is on StepSecurity's global block list, and was refused.`
    : `${job} tried to reach a new endpoint, ${code(endpoint)}, and block mode refused it.`;
}

function sayNotBlocking({ extent }: NotBlockingAlarm, job: string, since: string): string {
  switch (extent) {
    case "nothing":
      return `${job} has not blocked anything${since}.`;
    case "part":
      return `${job} has blocked only part of its traffic${since}.`;
    case "unknown":
      return `I do not know whether ${job} has blocked anything${since}.`;
  }
}

function sinceDay({ since }: Pick<Alarm, "since">): string {
  const day = sayDay(since);
  return day === "" ? "" : ` since ${day}`;
}

function countEndpoints(alarms: readonly Alarm[]): string {
  const refused = alarms.filter((alarm): alarm is RefusedAlarm => alarm.kind === "refused");
  const count = new Set(refused.map(({ endpoint }) => endpoint)).size;
  // What is on the block list may have been called before.
  const isNew = refused.every(({ isBlocklisted }) => !isBlocklisted);
  if (count === 1) return isNew ? "a new endpoint" : "an endpoint";
  return isNew ? `${count} new endpoints` : `${count} endpoints`;
}
