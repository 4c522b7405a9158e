import type { SaidCommand } from "../../adapters/github/talk/said-commands.ts";
import { readThread } from "../../adapters/github/talk/thread.ts";
import type { Place } from "../../domain/marks/place.ts";
import type { Repository } from "../../domain/run/repository.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { Command } from "../talk/parse-command.ts";
import type { Question } from "../talk/question/question.ts";
import { type NoJob, resolveFile, resolveJob } from "../talk/question/resolve-job.ts";
import type { AnswerTools } from "../talk/question/tools.ts";
import { composeWord } from "../talk/work/compose-word.ts";

/** A command by which somebody decides something. */
export type DecidingCommand = Extract<
  Command,
  { readonly kind: "allow" | "deny" | "propose" | "ignore" | "audit" }
>;

export function isDeciding(command: Command): command is DecidingCommand {
  switch (command.kind) {
    case "allow":
    case "deny":
    case "propose":
    case "ignore":
    case "audit":
      return true;
    default:
      return false;
  }
}

/** Where a comment stands that is remembered again. */
export interface Rebuilt {
  readonly said: SaidCommand;
  readonly repository: RepositoryNow;
  /** The same as tasks name it. */
  readonly current: Repository;
  /** Whether the bot said that it did what was asked for. */
  readonly wasDone: boolean;
}

type Tools = Pick<AnswerTools, "octokit" | "store" | "botLogin">;

/**
 * Remembers once more what somebody decided in a comment. Which file it is about is never read from an issue's text, which others may have changed: where
 * the command does not say it, and the comment is under no pull request of the bot's, what is kept out is kept out of every file that could be meant, and
 * nothing else is remembered. @throws what GitHub or the store answered with
 */
export async function rebuildWord(
  command: DecidingCommand,
  { said, repository, current, wasDone }: Rebuilt,
  tools: Tools,
): Promise<void> {
  const { decisions } = tools.store;
  const { login } = said.author;
  const at = said.createdAt;
  const question: Question = { repository, current, login, at, number: said.number };
  switch (command.kind) {
    case "allow":
    case "deny":
      for (const place of await findFiles(command.kind, command)) {
        const { word } = await composeWord(command.kind, command, place, question, tools.store);
        await decisions.decideEndpoint(repository.id, place.path, word);
      }
      return;
    case "ignore":
    case "audit":
      for (const { path, jobId } of await findJobs(command.kind, command))
        await decisions.decideJob(repository.id, path, jobId, { kind: command.kind, login, at });
      return;
    case "propose":
      // It takes back that the job is left alone. Which checks it had overridden nobody knows any more, so none.
      for (const { path, jobId } of await findJobs(command.kind, command))
        await decisions.decideJob(repository.id, path, jobId, { kind: "propose", login, at, gates: [] });
  }

  async function findFiles(
    kind: "allow" | "deny",
    { job }: Extract<DecidingCommand, { readonly kind: "allow" | "deny" }>,
  ): Promise<readonly (Place & { readonly path: string })[]> {
    const found = await resolveFile(job, await readHere(), question, tools);
    if (!("problem" in found)) return [found];
    if (kind === "allow") return [];
    // Of a job that the file has no more: what is denied is denied to the whole file.
    const named = found.problem === "no-such-job" && job.file !== null ? [job.file] : [];
    const paths = new Set([...named, ...listMeant(found).map(({ path }) => path)]);
    return [...paths].map((path) => ({ path, jobId: null }));
  }

  async function findJobs(
    kind: "propose" | "ignore" | "audit",
    { job }: Extract<DecidingCommand, { readonly kind: "propose" | "ignore" | "audit" }>,
  ): Promise<readonly { readonly path: string; readonly jobId: string }[]> {
    const found = await resolveJob(job, await readHere(), question, tools);
    if (!("problem" in found)) return [found];
    return kind === "ignore" ? listMeant(found) : [];
  }

  /** All that could be meant, where the bot had known which one was. */
  function listMeant({ problem, known }: NoJob) {
    const isUnsure = problem === "which-job" || problem === "ambiguous-job";
    if (!wasDone || !isUnsure) return [];
    return known.map(({ file, jobId }) => ({ path: `.github/workflows/${file}`, jobId }));
  }

  async function readHere(): Promise<Place> {
    const here = await readThread(tools.octokit, repository, said.number, tools.botLogin);
    return here?.isProposal === true ? here : { path: null, jobId: null };
  }
}
