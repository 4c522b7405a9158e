import { z } from "zod";
import { endOf } from "../harden-runner/version-table.ts";
import { plainBranchPattern } from "../run/branch-pattern.ts";
import { settingsValueWords } from "../text/sentences/settings-mistakes.ts";
import { modes } from "./enforcers.ts";
import { defaultSettings } from "./settings.ts";
import { readSettingsEndpoint } from "./settings-endpoint.ts";

const mostEntries = 200;
const mapError = { error: settingsValueWords.noMap };
const { ready, pullRequest, alarms, backfill, ...others } = defaultSettings;

/** The readiness a job must show. */
export const readySchema = z
  .strictObject(
    {
      runs: whole(1, 200).exactOptional().meta({
        description: "Complete runs of a job that must have been observed.",
        default: ready.runs,
      }),
      "quiet-runs": whole(1, 200).exactOptional().meta({
        description:
          "The last so many complete runs must have called nothing new. A list of up to 3 entries needs at least 6 for each of them, a longer one 20 and 3 for each, but no more than 15 times this number.",
        default: ready.quietRuns,
      }),
      days: between(0, 90).exactOptional().meta({
        description:
          "Days that the complete runs must cover. A list of up to 3 entries needs at least 3 without anything new for each of them, a longer one 10 and 2 for each, but no more than 10 times this number.",
        default: ready.days,
      }),
      "maximum-risk": z
        .number({ error: settingsValueWords.noRisk })
        .gt(0, { error: settingsValueWords.riskTooLow })
        .max(1, { error: settingsValueWords.riskTooHigh })
        .exactOptional()
        .meta({
          description:
            "The largest share of coming runs that may still call something new, with 95 % confidence: 0.03 needs 100 runs without news. 1 asks for nothing.",
          default: ready.maximumRisk,
        }),
      infrequent: oneOf("wait", "propose").exactOptional().meta({
        description:
          "A job that runs too seldom, such as one with fewer than 10 runs in 30 days: wait for /egress propose, or propose it after 30 days and 3 runs with a low confidence.",
        default: ready.infrequent,
      }),
    },
    mapError,
  )
  .meta({ description: "What a job must show before it is proposed." });

/** How a pull request looks. */
export const pullRequestSchema = z
  .strictObject(
    {
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
      draft: z
        .boolean({ error: settingsValueWords.noTruth })
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
  .meta({ description: "How the bot's pull requests look." });

/** Whom alarms reach. */
export const alarmsSchema = z
  .strictObject(
    {
      mention: oneOf("codeowners", "nobody").exactOptional().meta({
        description:
          "Whom the issue about an alarm mentions, once: the owners of the workflow file, as CODEOWNERS names them, or nobody.",
        default: alarms.mention,
      }),
    },
    mapError,
  )
  .meta({ description: "Whom the issues about alarms reach." });

/** How far back is learned. */
export const backfillSchema = z
  .strictObject(
    {
      runs: whole(0, 1_000).exactOptional().meta({
        description:
          "Earlier runs per workflow that are learned when the App is installed, at most; 0 for none.",
        default: backfill.runs,
      }),
    },
    mapError,
  )
  .meta({ description: "Learning from runs before the installation." });

/** A settings file as it is written. Endpoints come out as `host:port` in lower case. */
export const settingsFileSchema = z
  .strictObject(
    {
      mode: oneOf(...modes)
        .exactOptional()
        .meta({
          description:
            "Where the lists are kept: in the workflow file itself, or in StepSecurity's Policy Store, for which whoever runs the App needs a key.",
          default: others.mode,
        }),
      "learn-from": z
        .array(oneOf("default-branch", "pull-requests"), { error: settingsValueWords.noList })
        .min(1, { error: settingsValueWords.noSource })
        .max(2, { error: settingsValueWords.sourceTwice })
        .exactOptional()
        .meta({
          description:
            "Whose runs count: those of the default branch, and while a job has too few there those of people's pull requests from the same repository.",
          default: others.learnFrom,
        }),
      ready: readySchema.exactOptional(),
      wildcards: oneOf("ask", "never", "allow").exactOptional().meta({
        description:
          "Hosts whose names change from run to run: ask for /egress allow with the pattern, never propose a pattern, or allow every safe one.",
        default: others.wildcards,
      }),
      branches: list(
        z
          .string({ error: settingsValueWords.noBranch })
          .regex(plainBranchPattern, { error: settingsValueWords.badBranch }),
        20,
      )
        .exactOptional()
        .meta({
          description:
            "Branches beside the default branch, such as release/**: what block mode refuses their runs is repaired by a pull request on the branch itself. * stands for anything but a slash, ** for anything.",
          default: others.branches,
        }),
      report: oneOf("issue", "check", "none").exactOptional().meta({
        description:
          "Where alarms are told: in issues and a check on the default branch's commit, in the check only, or nowhere.",
        default: others.report,
      }),
      alarms: alarmsSchema.exactOptional(),
      checks: oneOf("when-needed", "always").exactOptional().meta({
        description:
          "The check egress on pull requests: where something weakens a job that blocks, or on every head, so that it can be a required check. Only in the repository's own settings.",
        default: others.checks,
      }),
      "harden-runner": oneOf("bump", "hold")
        .exactOptional()
        .meta({
          description: `A version of Harden-Runner below ${endOf("defect-kills-long-jobs")}, with which block mode gets long jobs ended: move it in the pull request, or hold the job.`,
          default: others.hardenRunner,
        }),
      paused: z.boolean({ error: settingsValueWords.noTruth }).exactOptional().meta({
        description:
          "Write nothing, in the owner's settings for all repositories: what is queued waits until this is gone.",
        default: others.paused,
      }),
      ignore: list(
        z
          .string({ error: settingsValueWords.noFileOrJob })
          .max(500, { error: settingsValueWords.tooLong })
          .regex(/^(?:\.github\/workflows\/)?[^/:]+\.ya?ml(?::[A-Za-z_][\w-]*)?$/, {
            error: settingsValueWords.badFileOrJob,
          }),
      )
        .exactOptional()
        .meta({
          description: "Workflow files and jobs that are never proposed: ci.yml or ci.yml:build.",
          default: others.ignore,
        }),
      allow: list(endpoint("allow")).exactOptional().meta({
        description: "Endpoints that every list gets: HOST, HOST:PORT, or a pattern with one * in quotes.",
        default: others.allow,
      }),
      deny: list(endpoint("deny")).exactOptional().meta({
        description:
          "Endpoints that no list gets, whoever calls them: HOST, HOST:PORT, or a pattern with one * in quotes.",
        default: others.deny,
      }),
      "pull-request": pullRequestSchema.exactOptional(),
      backfill: backfillSchema.exactOptional(),
    },
    mapError,
  )
  .meta({
    title: "egress-bot",
    description: "The settings of egress-bot, .github/egress-bot.yml",
  });

/** A settings file, read. */
export type SettingsFile = z.infer<typeof settingsFileSchema>;

function whole(least: number, most: number) {
  const error = settingsValueWords.noWhole(least, most);
  return z.int({ error }).min(least, { error }).max(most, { error });
}

function between(least: number, most: number) {
  const error = settingsValueWords.noNumber(least, most);
  return z.number({ error }).min(least, { error }).max(most, { error });
}

function oneOf<const Values extends readonly string[]>(...values: Values) {
  return z.enum(values, { error: settingsValueWords.noneOf(values) });
}

function text(longest: number, error: string) {
  return z.string({ error }).min(1, { error }).max(longest, { error });
}

function list<Item extends z.ZodType>(item: Item, most = mostEntries) {
  return z
    .array(item, { error: settingsValueWords.noListOrEmpty })
    .max(most, { error: settingsValueWords.tooMany(most) });
}

function endpoint(kind: "allow" | "deny") {
  return z
    .string({ error: settingsValueWords.noEndpoint })
    .max(300, { error: settingsValueWords.tooLong })
    .transform((written, context) => {
      const read = readSettingsEndpoint(written, kind);
      if (read.ok) return read.endpoint;
      context.addIssue(read.problem);
      return z.NEVER;
    });
}
