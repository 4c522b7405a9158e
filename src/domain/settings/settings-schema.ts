import { z } from "zod";
import { endOf } from "../harden-runner/version-table.ts";
import { plainBranchPattern } from "../run/branch-pattern.ts";
import { settingsValueWords } from "../text/sentences/settings-mistakes.ts";
import { modes } from "./enforcers.ts";
import { pullRequestSchema } from "./pull-request-schema.ts";
import { repositoryPattern } from "./repository-patterns.ts";
import { between, endpoint, list, mapError, oneOf, truth, whole } from "./schema-parts.ts";
import { defaultSettings } from "./settings.ts";
import { sharedFilePattern } from "./shared-file.ts";

const { ready, backfill, perDay, alarms, ...others } = defaultSettings;

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

/** What is opened in all repositories of an owner together. */
export const perDaySchema = z
  .strictObject(
    {
      "pull-requests": whole(0, 1_000)
        .exactOptional()
        .meta({ description: "New pull requests a day, at most.", default: perDay.pullRequests }),
      issues: whole(0, 1_000)
        .exactOptional()
        .meta({ description: "New issues a day, at most.", default: perDay.issues }),
    },
    mapError,
  )
  .meta({
    description:
      "What the bot opens a day in all repositories of the owner together; in the owner's settings only.",
  });

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
      propose: truth().exactOptional().meta({
        description:
          "false: learn, and report what does not block, but open no pull request unless somebody asks for it by a command.",
        default: others.propose,
      }),
      dashboard: truth().exactOptional().meta({
        description: "One issue that shows how every job stands, what needs people and what waits.",
        default: others.dashboard,
      }),
      pages: oneOf("readers", "public").exactOptional().meta({
        description:
          "Who may see the insights pages: whoever may read the repository and signs in, or, for a public repository, everybody.",
        default: others.pages,
      }),
      paused: truth().exactOptional().meta({
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
      "per-day": perDaySchema.exactOptional(),
      repositories: list(
        z
          .string({ error: settingsValueWords.noRepositories })
          .regex(repositoryPattern, { error: settingsValueWords.noRepositories }),
      )
        .exactOptional()
        .meta({
          description:
            "The repositories that get pull requests, in the owner's settings only: names, in which * stands for anything; a name that begins with ! is left out.",
          default: others.repositories,
        }),
      extends: z
        .string({ error: settingsValueWords.noSharedFile })
        .regex(sharedFilePattern, { error: settingsValueWords.noSharedFile })
        .exactOptional()
        .meta({
          description:
            "A settings file in another repository of the same owner, as REPOSITORY:PATH, over which this one is laid.",
        }),
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
