import { defaultReadinessSettings, type ReadinessSettings } from "../readiness/gate.ts";
import type { Mode } from "./enforcers.ts";
import { always, type Schedule } from "./schedule.ts";

/** Where the settings stand: in a repository, and for all repositories of an owner in the owner's repository `.github`. */
export const settingsPath = ".github/egress-bot.yml";

/** The settings of a repository, complete. */
export interface Settings {
  /** Where the lists are kept: in the workflow files, or in StepSecurity's Policy Store. */
  readonly mode: Mode;
  readonly learnFrom: readonly ("default-branch" | "pull-requests")[];
  readonly ready: ReadinessSettings;
  readonly wildcards: "ask" | "never" | "allow";
  /** Branches beside the default branch, `release/**`, whose own workflow files get what block mode refuses there. */
  readonly branches: readonly string[];
  /** Jobs that are never proposed: `.github/workflows/ci.yml` for all of a file, `ci.yml:build` for one job, as written. */
  readonly ignore: readonly string[];
  /** `host:port` or `prefix*suffix:port`, for all jobs of the repository. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly pullRequest: {
    readonly labels: readonly string[];
    readonly reviewers: readonly string[];
    /** Logins of people. */
    readonly assignees: readonly string[];
    readonly draft: boolean;
    /** What titles and subjects of commits begin with, `ci:`, without a space behind it; empty for nothing. */
    readonly titlePrefix: string;
    /** In the repository at a time. */
    readonly openAtMost: number;
    /** In the repository, new ones. */
    readonly perDay: number;
    /** When new ones are opened. */
    readonly schedule: Schedule;
  };
  /** What is opened in all repositories of the owner together. Only the owner's settings say it. */
  readonly perDay: { readonly pullRequests: number; readonly issues: number };
  /** Patterns of the names of the repositories that get pull requests. Only the owner's settings say it. */
  readonly repositories: readonly string[];
  /** Whether pull requests are opened without being asked for. */
  readonly propose: boolean;
  /** Whether an issue of the repository shows how everything stands. */
  readonly dashboard: boolean;
  /** Who may see the insights pages: whoever may read the repository, or everybody while it is public. */
  readonly pages: "readers" | "public";
  /** Where it is told that a job that is to block does not: in an issue and a check, in a check only, or nowhere. */
  readonly report: "issue" | "check" | "none";
  readonly alarms: {
    /** Whom the issue about an alarm mentions: the owners of the workflow file whom CODEOWNERS names, or nobody. */
    readonly mention: "codeowners" | "nobody";
  };
  /** Whether the check `egress` is on every head of a pull request, so that it can be required, or only where something is to be told. */
  readonly checks: "when-needed" | "always";
  /** What becomes of a version of Harden-Runner that must not block: a proposal moves it, or the job is held. */
  readonly hardenRunner: "bump" | "hold";
  /** Nothing is written, neither to GitHub nor to the Policy Store, while this holds for the repository or its owner. */
  readonly paused: boolean;
  readonly backfill: {
    /** Runs per workflow that are learned when the App comes, at most. */
    readonly runs: number;
  };
}

type Maps = "ready" | "pullRequest" | "perDay" | "alarms" | "backfill";

/** What one settings file says: the keys that it has. */
export interface PartialSettings extends Partial<Omit<Settings, Maps>> {
  readonly ready?: Partial<Settings["ready"]>;
  readonly pullRequest?: Partial<Omit<Settings["pullRequest"], "schedule">> & {
    readonly schedule?: Partial<Schedule>;
  };
  readonly perDay?: Partial<Settings["perDay"]>;
  readonly alarms?: Partial<Settings["alarms"]>;
  readonly backfill?: Partial<Settings["backfill"]>;
  /** The shared file over which this one is laid, `REPOSITORY:PATH`. */
  readonly extends?: string;
}

export const defaultSettings: Settings = {
  mode: "inline",
  learnFrom: ["default-branch", "pull-requests"],
  ready: defaultReadinessSettings,
  wildcards: "ask",
  branches: [],
  ignore: [],
  allow: [],
  deny: [],
  pullRequest: {
    labels: [],
    reviewers: [],
    assignees: [],
    draft: false,
    titlePrefix: "",
    openAtMost: 1,
    perDay: 10,
    schedule: always,
  },
  perDay: { pullRequests: 10, issues: 5 },
  repositories: ["*"],
  propose: true,
  dashboard: true,
  pages: "readers",
  report: "issue",
  alarms: { mention: "nobody" },
  checks: "when-needed",
  hardenRunner: "bump",
  paused: false,
  backfill: { runs: 100 },
};

/** Lays settings over the defaults, the last on top, key by key: a list takes the place of a list, a map is laid over a map. */
export function combineSettings(layers: readonly PartialSettings[]): Settings {
  let combined = defaultSettings;
  for (const { extends: _, ...layer } of layers) {
    combined = {
      ...combined,
      ...layer,
      // What an owner has stopped, no repository starts again.
      paused: combined.paused || layer.paused === true,
      ready: { ...combined.ready, ...layer.ready },
      pullRequest: {
        ...combined.pullRequest,
        ...layer.pullRequest,
        schedule: { ...combined.pullRequest.schedule, ...layer.pullRequest?.schedule },
      },
      perDay: { ...combined.perDay, ...layer.perDay },
      alarms: { ...combined.alarms, ...layer.alarms },
      backfill: { ...combined.backfill, ...layer.backfill },
    };
  }
  return combined;
}
