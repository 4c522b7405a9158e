import type { ProbotOctokit } from "probot";

/** The client of one installation, as Probot makes it: authenticated, throttled, with retries. */
export type Octokit = ProbotOctokit;
