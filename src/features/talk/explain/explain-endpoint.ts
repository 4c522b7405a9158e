import type { Store } from "../../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../../adapters/yaml/parse-foreign.ts";
import { noHistory } from "../../../domain/assessment/list-history.ts";
import { listDecisions } from "../../../domain/assessment/rules.ts";
import { refusalKinds } from "../../../domain/baseline/baseline.ts";
import { findKnownEndpoint } from "../../../domain/endpoint/find-known-endpoint.ts";
import { concerns, type EndpointQuery, splitSeen } from "../../../domain/endpoint/query.ts";
import { readGuards } from "../../../domain/guard/enforcer.ts";
import { readableFile } from "../../../domain/workflow/workflow-file.ts";
import { assessFileAt } from "../../look/assess-file.ts";
import { readWorkflow } from "../../look/read-workflows.ts";
import type { Question } from "../question/question.ts";
import type { AnswerTools } from "../question/tools.ts";
import { type ExplainedJob, explainJob, isConcerned } from "./explain-job.ts";
import type { Found, Source } from "./find-sightings.ts";
import { readAddresses } from "./read-addresses.ts";
import { type CalledBy, renderExplanation } from "./render-explanation.ts";

/** The answer to `/egress explain`: all that is known about an endpoint in the jobs of a workflow file. */
export async function explainEndpoint(
  query: EndpointQuery,
  path: string,
  question: Question,
  tools: Pick<AnswerTools, "octokit" | "store" | "fetch" | "policyStore">,
): Promise<string> {
  const { repository } = question;
  const text = await readWorkflow(path, question.repository, tools);
  const parsed = text === null ? null : await parseForeignWorkflow(text);
  const { assessed, rules } = await assessFileAt({ repository, path, parsed }, tools, {
    outside: "must-answer",
  });
  const inFile = assessed?.ok === true ? assessed.jobs : [];
  const policies = readGuards(readableFile(parsed), rules.enforcer);
  const sources = await readSources(tools.store, repository.id, path);
  const jobIds = new Set([...inFile.map(({ jobId }) => jobId), ...sources.keys()]);
  const jobs = [...jobIds].map((jobId) => {
    const assessment = inFile.find((job) => job.jobId === jobId) ?? null;
    const history = rules.records.get(jobId)?.history ?? noHistory;
    const job = { jobId, assessment, pieces: policies.get(jobId)?.pieces ?? [], history };
    return explainJob(query, job, sources.get(jobId) ?? []);
  });
  const concerned = jobs.filter(isConcerned);
  return renderExplanation({
    query,
    path,
    page: repository.url,
    known: findKnownEndpoint(query.host),
    decisions: listDecisions(rules).filter(({ endpoint }) => concerns(splitSeen(endpoint), query)),
    jobs: concerned,
    others: jobs
      .filter((job) => !concerned.includes(job) && job.state !== "not-guarded")
      .map(({ jobId }) => jobId),
    calledBy: await findCaller(),
  });

  /** Where the newest run that called it, called it. */
  async function findCaller(): Promise<CalledBy | null> {
    const newest = findNewest(concerned);
    if (newest === null) return null;
    const { jobId, run } = newest;
    const addresses = await readAddresses(query, { path, jobId, key: run.key }, question, tools);
    return { jobId, run, addresses };
  }
}

/** What was learned about each job of the file, from whatever runs, by job id. */
async function readSources(
  { baselines }: Pick<Store, "baselines">,
  repositoryId: number,
  path: string,
): Promise<ReadonlyMap<string, readonly Source[]>> {
  const sources = new Map<string, readonly Source[]>();
  const keys = (await baselines.list(repositoryId)).filter((key) => key.path === path);
  for (const key of keys.sort((a, b) => (a.source < b.source ? -1 : 1))) {
    const one = { source: key.source, baseline: await baselines.read(key) };
    sources.set(key.jobId, [...(sources.get(key.jobId) ?? []), one]);
  }
  return sources;
}

// Those of which a log has no address under the name, or the address itself was asked about.
const withoutAddress: ReadonlySet<Found["how"]> = new Set([
  ...refusalKinds,
  "resolved-only",
  "address-without-name",
  "under-pattern",
]);

function findNewest(
  jobs: readonly ExplainedJob[],
): { readonly jobId: string; readonly run: Found["last"] } | null {
  const called = jobs.flatMap(({ jobId, found }) =>
    found.filter(({ how }) => !withoutAddress.has(how)).map(({ last }) => ({ jobId, run: last })),
  );
  const [newest = null] = called.sort((a, b) => (a.run.at > b.run.at ? -1 : 1));
  return newest;
}
