import { afterEach, beforeEach, vi } from "vitest";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { addRepository, addRuns, path, run, store, workflow } from "../features/propose/propose-setup.ts";
import { learn, type Run } from "../support/baseline-builder.ts";

export const botLogin = "egress-bot[bot]";
export const settingsPath = ".github/egress-bot.yml";
/** Who decided something before, and when. */
export const said = { login: "mona", at: "2026-02-27T09:30:00Z" };
const day = 86_400_000;

/** Each test begins at noon of 1 March 2026, 59 days after the first run that `learn` makes up. */
export function useFixedTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 2, 1, 12) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

export function passDays(days: number): void {
  vi.setSystemTime(Date.now() + days * day);
}

/** Runs two thirds of a day apart, the first on 1 January. */
export function spread(count: number, runOf: (index: number) => Run): readonly Run[] {
  return Array.from({ length: count }, (_, index) => ({
    day: index * 0.67,
    steps: ["Run make"],
    ...runOf(index),
  }));
}

/** The workflow file, with every job in block mode with a list. */
export function blocking(list: readonly string[], ...jobs: readonly string[]): string {
  const lines = list.map((entry) => `\n            ${entry}`).join("");
  const step = `egress-policy: block\n          allowed-endpoints: >${lines}`;
  return workflow(...jobs).replaceAll("egress-policy: audit", step);
}

/** The workflow file that also runs on pull requests. */
export function onPullRequests(text: string): string {
  return text.replace("on: push", "on: [push, pull_request]");
}

type Source = "default-branch" | "pull-request" | "trial" | "untrusted";

export async function teachFrom(
  source: Source,
  repository: FakeRepository,
  jobId: string,
  runs: readonly Run[],
  file = path,
): Promise<void> {
  const learned = learn(runs);
  addRuns(repository, learned);
  await store.baselines.merge({ repositoryId: repository.id, path: file, jobId, source }, learned);
}

/** A repository whose jobs called one host each, and the open pull request that blocks everything else. */
export async function openProposal(text = workflow("build"), ...jobs: readonly string[]) {
  const repository = addRepository(text);
  for (const jobId of jobs.length === 0 ? ["build"] : jobs)
    await teachFrom(
      "default-branch",
      repository,
      jobId,
      spread(24, () => ({ calls: [`${jobId}.example.com`] })),
    );
  const { pullRequest } = await run(repository);
  if (pullRequest === null) throw new Error("no pull request was opened");
  return { repository, number: pullRequest };
}
