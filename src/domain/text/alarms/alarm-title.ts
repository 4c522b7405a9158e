import type { Alarm, NotBlockingAlarm, RefusedAlarm } from "../../alarm/alarm.ts";
import type { AlarmGroup } from "../../alarm/group-alarms.ts";
import { fileNameOf } from "../../run/file-name.ts";
import { plainName } from "../escape.ts";

const mostNames = 3;

/** The title of the issue about a group of alarms, as plain text. */
export function titleAlarms({ path, alarms }: Pick<AlarmGroup, "path" | "alarms">): string {
  const file = plainName(fileNameOf(path), 100);
  const [first] = alarms;
  switch (first?.kind) {
    case "refused":
      return `${file}: ${sayRefused(alarms.filter((one): one is RefusedAlarm => one.kind === "refused"))}`;
    case "forged":
      return jobsOf(alarms).length === 1
        ? `${file}: the log of ${nameJobs(alarms, " and ")} looks forged`
        : `${file}: the logs of ${nameJobs(alarms, " and ")} look forged`;
    case "not-enforced":
      return sayNotBlocked(
        alarms.filter((one): one is NotBlockingAlarm => one.kind === "not-enforced"),
        file,
      );
    case "failing":
      return `${file}: ${nameJobs(alarms, " and ")} ${jobsOf(alarms).length === 1 ? "fails" : "fail"} in block mode`;
    case undefined:
      return file;
  }
}

function sayRefused(alarms: readonly RefusedAlarm[]): string {
  const endpoints = [...new Set(alarms.map(({ endpoint }) => endpoint))];
  const [only = ""] = endpoints;
  const what = endpoints.length === 1 ? plainEndpoint(only) : `${endpoints.length} endpoints`;
  return `${nameJobs(alarms, " and ")} ${jobsOf(alarms).length === 1 ? "was" : "were"} refused ${what}`;
}

/** Names the jobs that are worst off only: what is said of them must be true of each. */
function sayNotBlocked(alarms: readonly NotBlockingAlarm[], file: string): string {
  const of = (extent: NotBlockingAlarm["extent"]) => alarms.filter((one) => one.extent === extent);
  const [nothing, part, unknown] = [of("nothing"), of("part"), of("unknown")];
  if (nothing.length > 0) return `Egress is not blocked in ${file}: ${nameJobs(nothing)}`;
  if (part.length > 0) return `Egress is only partly blocked in ${file}: ${nameJobs(part)}`;
  return `Egress may not be blocked in ${file}: ${nameJobs(unknown)}`;
}

/** `last` is what stands before the last of several names. */
function nameJobs(alarms: readonly Alarm[], last = ", "): string {
  const names = jobsOf(alarms).map((job) => plainName(job, 40));
  if (names.length > mostNames) return `${names.length} jobs`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")}${last}${names.at(-1)}`;
}

function jobsOf(alarms: readonly Alarm[]): readonly string[] {
  return [...new Set(alarms.map(({ jobId }) => jobId))];
}

function plainEndpoint(endpoint: string): string {
  const colon = endpoint.lastIndexOf(":");
  return `${plainName(endpoint.slice(0, colon), 100)}:${plainName(endpoint.slice(colon + 1), 5)}`;
}
