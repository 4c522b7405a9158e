import type { PersonalDecision } from "../../../adapters/store/decisions.ts";
import { groupByEndpoint, isRefusal } from "../../../domain/baseline/baseline.ts";
import type { Decision } from "../../../domain/baseline/decision.ts";
import type { Place } from "../../../domain/marks/place.ts";
import type { Question } from "../question/question.ts";
import type { EndpointWord } from "../question/read-decision.ts";
import type { AnswerTools } from "../question/tools.ts";

/** What somebody says about an endpoint of a workflow file's jobs, as it is remembered. */
export interface ComposedWord {
  readonly word: PersonalDecision;
  /** The jobs that it is about; none for all of the file. */
  readonly jobs: readonly string[];
  /** What was said about the endpoint before. */
  readonly known: Decision | null;
}

/** Composes what is to be remembered. What is allowed for a job goes to the list of that job, and of those that were refused it. */
export async function composeWord(
  kind: "allow" | "deny",
  { endpoint, reason }: Pick<EndpointWord, "endpoint" | "reason">,
  { path, jobId }: Place & { readonly path: string },
  { login, at, repository }: Pick<Question, "login" | "at" | "repository">,
  { decisions, baselines }: Pick<AnswerTools["store"], "decisions" | "baselines">,
): Promise<ComposedWord> {
  const refused = kind === "allow" ? await listRefused(endpoint, path, repository.id, baselines) : [];
  const { endpoints } = await decisions.read(repository.id, path);
  const known = endpoints.find((one) => one.endpoint === endpoint) ?? null;
  const jobs = kind === "deny" || jobId === null ? refused : addJob(jobId, refused, known);
  const origin = { kind: "person", login, at, reason } as const;
  return { word: { kind, endpoint, origin, ...(jobs.length > 0 && { jobs }) }, jobs, known };
}

/** The jobs that get an endpoint with one more: those of an earlier word keep it, and none means all of them. */
function addJob(jobId: string, refused: readonly string[], known: Decision | null): readonly string[] {
  const before = known?.kind === "allow" && known.origin.kind === "person" ? known.jobs : [];
  return before === undefined ? [] : [...new Set([...before, ...refused, jobId])].sort();
}

/** The jobs of the file that block mode refused an endpoint, by whomever they were run. Sorted. */
async function listRefused(
  endpoint: string,
  path: string,
  repositoryId: number,
  baselines: AnswerTools["store"]["baselines"],
): Promise<readonly string[]> {
  const jobs = new Set<string>();
  for (const key of await baselines.list(repositoryId)) {
    if (key.path !== path) continue;
    const sightings = groupByEndpoint(await baselines.read(key)).get(endpoint);
    if ([...(sightings?.keys() ?? [])].some(isRefusal)) jobs.add(key.jobId);
  }
  return [...jobs].sort();
}
