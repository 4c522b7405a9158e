import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRepositoryNamed } from "../../adapters/github/repositories/repository.ts";
import { readDnsServers } from "../../environment/environment.ts";
import { explainFailure } from "../cli/online/explain-failure.ts";
import { createMemoryStore } from "../cli/online/memory-store.ts";
import { type OpenedProposal, openProposals, readLogin } from "../cli/online/open-proposals.ts";
import {
  type ReportTools,
  type RepositoryReport,
  readReports,
  summarizeReport,
} from "../cli/online/read-reports.ts";
import { fileToJson } from "../cli/online/report-file.ts";
import { surveyRows, toCsv } from "../cli/online/survey-rows.ts";
import { readRuns } from "../cli/online/token-arguments.ts";
import { openTokenTools } from "../cli/online/token-tools.ts";
import { UsageError } from "../cli/shared/usage-error.ts";
import { readVersion } from "../cli/shared/version.ts";
import { describeSummary } from "./describe-summary.ts";
import { writeMemory } from "./memory-file.ts";
import { memoryFile, readLastMemory } from "./read-memory.ts";
import { addSummary, type Environment, readInput, setOutput } from "./runner.ts";

/**
 * The modes `survey` and `propose`: what the jobs of this repository call, on the page of the run and in a folder for an artifact; in `propose`
 * also the pull requests. What earlier runs of this workflow learned is not read again. @throws UsageError where GitHub refuses
 */
export async function survey(env: Environment, opensPullRequests: boolean): Promise<void> {
  const place = readPlace(env);
  const token = readInput(env, "token");
  if (token === "") throw new UsageError("the input `token` is empty");
  const apiUrl = env.GITHUB_API_URL ?? "https://api.github.com";
  const dnsServers = readDnsServers(env);
  const runs = readInput(env, "runs");
  const most = readRuns("the input `runs`", runs === "" ? undefined : runs);
  const asking = {
    command: opensPullRequests ? "propose" : "survey",
    who: "the token",
    where: place.where,
    apiUrl,
  } as const;
  try {
    const { octokit, resolveHosts } = await openTokenTools({ token, apiUrl, dnsServers });
    const before = await readLastMemory(octokit, await readRepositoryNamed(octokit, place), place);
    const store = createMemoryStore(before);
    const tools = { octokit, resolveHosts, store };
    // A limit may end it half-way: the next run goes on where this one stopped.
    const report = await readReports(place, most, tools).finally(() =>
      leaveMemory(env, writeMemory(store.known(), readVersion())),
    );
    leaveReport(env, report);
    process.stdout.write(`${summarizeReport(report)}\n`);
    const opened = opensPullRequests ? await open(env, report, tools) : null;
    addSummary(env, describeSummary(report, opened));
  } catch (error) {
    throw explainFailure(error, asking);
  }
}

/** Where the step runs, as the runner says. @throws UsageError elsewhere */
function readPlace({ GITHUB_REPOSITORY = "", GITHUB_RUN_ID = "", GITHUB_WORKFLOW_REF = "" }: Environment) {
  const [owner = "", name = ""] = GITHUB_REPOSITORY.split("/");
  const [, workflow] = /^[^/]+\/[^/]+\/(\.github\/workflows\/[^@]+)@/.exec(GITHUB_WORKFLOW_REF) ?? [];
  if (owner === "" || name === "" || workflow === undefined)
    throw new UsageError("this is for a step of a workflow on GitHub; elsewhere use egress survey");
  return { owner, name, where: GITHUB_REPOSITORY, runId: Number(GITHUB_RUN_ID), workflow };
}

function leaveMemory(env: Environment, memory: string): void {
  const path = join(env.RUNNER_TEMP ?? ".", memoryFile);
  writeFileSync(path, memory);
  setOutput(env, "memory", path);
}

/** Leaves the report in a folder of its own, for an artifact. */
function leaveReport(env: Environment, report: RepositoryReport): void {
  const folder = join(env.RUNNER_TEMP ?? ".", "egress-survey");
  const rows = surveyRows(report);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "survey.json"), JSON.stringify(report.files.map(fileToJson), null, 2));
  writeFileSync(join(folder, "survey.csv"), toCsv(rows));
  setOutput(env, "report", folder);
  setOutput(env, "ready", String(rows.filter(({ state }) => state === "ready").length));
}

async function open(
  env: Environment,
  report: RepositoryReport,
  tools: ReportTools,
): Promise<readonly OpenedProposal[]> {
  const slug = readInput(env, "app-slug");
  try {
    const login = slug === "" ? await readLogin(tools.octokit) : `${slug}[bot]`;
    return await openProposals(report, login, tools);
  } catch (error) {
    // A token that may not ask who it is, or not write workflows, is most often the workflow's own.
    const told = explainFailure(error, {
      command: "propose",
      who: "the token",
      where: report.repository.name,
      apiUrl: "",
    });
    if (!(told instanceof UsageError)) throw error;
    throw new UsageError(`${told.message}; a GITHUB_TOKEN can never write workflows: ${wayOut}`, {
      cause: error,
    });
  }
}

const wayOut =
  "give the token of an App (with its `app-slug`) or of a person that may write contents, pull requests and workflows";
