import type { Repository } from "../../../domain/run/repository.ts";
import { isRefused } from "../client/is-refused.ts";
import type { Octokit } from "../client/octokit.ts";
import { isGone } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

const fullName = /^([A-Za-z0-9-]{1,100})\/([A-Za-z0-9._-]{1,100})$/;

/** What was asked by a client, which lives for one task. */
const asked = new WeakMap<Octokit, Map<string, Promise<boolean>>>();

/**
 * Whether `name`, an `owner/name` of any origin, is a repository's or was it before: GitHub forwards former names, and the id decides. Another
 * name than the one that is known costs a call, once. @throws what Octokit throws, but where it names none, and CutAnswerError
 */
export async function isNameOf(
  octokit: Octokit,
  repository: Pick<Repository, "id" | "owner" | "name">,
  name: string,
): Promise<boolean> {
  const wanted = name.toLowerCase();
  if (wanted === `${repository.owner}/${repository.name}`.toLowerCase()) return true;
  const known = asked.get(octokit) ?? new Map<string, Promise<boolean>>();
  asked.set(octokit, known);
  const key = `${repository.id} ${wanted}`;
  const answer = known.get(key) ?? leadsTo(octokit, repository.id, wanted);
  known.set(key, answer);
  // What failed by chance is asked again.
  answer.catch(() => known.delete(key));
  return answer;
}

async function leadsTo(octokit: Octokit, id: number, name: string): Promise<boolean> {
  const [, owner, repo] = fullName.exec(name) ?? [];
  if (owner === undefined || repo === undefined) return false;
  try {
    return wholeAnswer(await octokit.rest.repos.get({ owner, repo })).id === id;
  } catch (error) {
    if (isGone(error) || isRefused(error)) return false;
    throw error;
  }
}
