import { z } from "zod";
import { settingsValueWords } from "../text/sentences/settings-mistakes.ts";
import { isTimeZone, readHours, weekdays } from "./schedule.ts";
import { list, mapError, oneOf, text, truth, whole } from "./schema-parts.ts";
import { defaultSettings } from "./settings.ts";

const { pullRequest } = defaultSettings;

/** When pull requests are opened. */
export const scheduleSchema = z
  .strictObject(
    {
      days: z
        .array(oneOf(...weekdays), { error: settingsValueWords.noList })
        .min(1, { error: settingsValueWords.noDay })
        .max(7, { error: settingsValueWords.dayTwice })
        .exactOptional()
        .meta({ description: "On these days of the week.", default: pullRequest.schedule.days }),
      hours: z
        .string({ error: settingsValueWords.noHours })
        .refine((hours) => readHours(hours) !== null, { error: settingsValueWords.noHours })
        .exactOptional()
        .meta({
          description: "Between these hours: 9-17 is from 9:00 to 16:59, 22-6 goes over midnight.",
          default: pullRequest.schedule.hours,
        }),
      timezone: z
        .string({ error: settingsValueWords.noTimeZone })
        .max(60, { error: settingsValueWords.noTimeZone })
        .refine(isTimeZone, { error: settingsValueWords.noTimeZone })
        .exactOptional()
        .meta({
          description: "An IANA time zone, such as Europe/Berlin.",
          default: pullRequest.schedule.timezone,
        }),
    },
    mapError,
  )
  .meta({ description: "When new pull requests are opened." });

/** How pull requests look, and how many there are. */
export const pullRequestSchema = z
  .strictObject(
    {
      "open-at-most": whole(1, 100).exactOptional().meta({
        description: "Open pull requests of the bot in a repository, at most.",
        default: pullRequest.openAtMost,
      }),
      "per-day": whole(1, 100).exactOptional().meta({
        description: "New pull requests in a repository a day, at most.",
        default: pullRequest.perDay,
      }),
      schedule: scheduleSchema.exactOptional(),
      labels: list(text(50, settingsValueWords.noLabel), 20)
        .exactOptional()
        .meta({ description: "Labels for the bot's pull requests.", default: pullRequest.labels }),
      reviewers: list(
        z
          .string({ error: settingsValueWords.noLogin })
          .regex(/^(?:[A-Za-z0-9_-]{1,60}|[A-Za-z0-9_-]{1,39}\/[A-Za-z0-9_-]{1,100})$/, {
            error: settingsValueWords.noReviewer,
          }),
        15,
      )
        .exactOptional()
        .meta({
          description: "Logins of people, and teams as OWNER/TEAM, who are asked for a review.",
          default: pullRequest.reviewers,
        }),
      assignees: list(
        z
          .string({ error: settingsValueWords.noLogin })
          .regex(/^[A-Za-z0-9_-]{1,60}$/, { error: settingsValueWords.noLogin }),
        10,
      )
        .exactOptional()
        .meta({
          description: "Logins of people to whom the bot's pull requests are assigned.",
          default: pullRequest.assignees,
        }),
      draft: truth()
        .exactOptional()
        .meta({ description: "Open pull requests as drafts.", default: pullRequest.draft }),
      "title-prefix": z
        .string({ error: settingsValueWords.badPrefix })
        .max(30, { error: settingsValueWords.badPrefix })
        // Nothing that GitHub would read as a mention, a reference, or an order to start no runs.
        .regex(/^(?:[\p{L}\p{N}\p{Extended_Pictographic} ._:()/!+-]|\uFE0F)*$/u, {
          error: settingsValueWords.badPrefix,
        })
        .exactOptional()
        .meta({
          description:
            "What the titles of pull requests and the subjects of their commits begin with, such as ci:.",
          default: pullRequest.titlePrefix,
        }),
    },
    mapError,
  )
  .meta({ description: "How the bot's pull requests look, how many there are, and when they are opened." });
