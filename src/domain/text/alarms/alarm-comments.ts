import type { AlarmKind } from "../../alarm/alarm.ts";
import type { AlarmGroup } from "../../alarm/group-alarms.ts";
import { fileNameOf } from "../../run/file-name.ts";
import { code } from "../escape.ts";
import { headlineOf } from "./headline.ts";

/** Says on an issue what has come to it since it was written, or was closed. */
export function sayNews(fresh: AlarmGroup, wasOpen: boolean): string {
  return `${wasOpen ? "New" : "Reopened"}: ${headlineOf(fresh)} ${upToDate}`;
}

/** The last word on the issue about a kind of alarms of a file, now that they are over. */
export function sayOver(kind: AlarmKind, path: string): string {
  const file = code(fileNameOf(path), 80);
  switch (kind) {
    case "refused":
      return `Every refused endpoint in ${file} has an answer now, or is no longer refused.`;
    case "forged":
      return `The newest record of every job in ${file} can be trusted again. If nobody has read the log that looked forged, please do.`;
    case "not-enforced":
      return `This is over: as far as runs show, every job in ${file} that should block its traffic does.`;
    case "failing":
      return `This is over: no job in ${file} fails in block mode any more without a known reason.`;
  }
}

/** The same on the issue that several alarms share, now that each has an issue of its own or is over. */
export const sharedOver = "Nothing is left here: each alarm has an issue of its own, or is over.";

const upToDate = "The description above is up to date.";

/** Says on that issue that more has come to it. */
export const sharedNews = `There are new alarms. ${upToDate}`;

/** The last word on the one issue that an earlier release wrote about all alarms. */
export const formerOver = "This is over: as far as runs show, every job that should block its traffic does.";
