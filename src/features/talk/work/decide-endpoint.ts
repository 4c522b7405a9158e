import { isDeepStrictEqual } from "node:util";
import type { PersonalDecision } from "../../../adapters/store/decisions.ts";
import { noteDecision } from "../../../domain/assessment/list-history.ts";
import type { Decision } from "../../../domain/baseline/decision.ts";
import { entryKey } from "../../../domain/endpoint/entry.ts";
import type { Place } from "../../../domain/marks/place.ts";
import type { Answer, Question } from "../question/question.ts";
import type { EndpointWord } from "../question/read-decision.ts";
import type { AnswerTools } from "../question/tools.ts";
import { composeWord } from "./compose-word.ts";
import { reportDecision } from "./report-decision.ts";

/**
 * Remembers what somebody said about an endpoint of a workflow file's jobs, and brings its pull request up to date. What is allowed for a
 * job goes to the list of that job, and of those that were refused it.
 */
export async function decideEndpoint(
  kind: "allow" | "deny",
  { endpoint, reason }: Pick<EndpointWord, "endpoint" | "reason">,
  place: Place & { readonly path: string },
  question: Question,
  tools: Pick<AnswerTools, "store" | "propose">,
): Promise<Answer> {
  const { login, at, repository, current } = question;
  const { path } = place;
  const { decisions } = tools.store;
  const said = { endpoint, reason };
  const { word, jobs, known } = await composeWord(kind, said, place, question, tools.store);
  await decisions.decideEndpoint(repository.id, path, word);
  const result = await tools.propose({ repository: current, path });
  await noteInHistory();
  const remembered = { kind, endpoint, jobs, ...compare(known, word) };
  return reportDecision(remembered, { result, path, askedOn: question.number });

  /** In that of each job whose list the word is about. The look before has noted which jobs there are. */
  async function noteInHistory(): Promise<void> {
    const decision = {
      kind: kind === "allow" ? "allowed" : "denied",
      at,
      entry: entryKey(endpoint),
      login,
      pullRequest: question.number,
    } as const;
    await tools.store.jobRecords.change(
      repository.id,
      path,
      (records) =>
        new Map(
          [...records].map(([id, record]) => {
            const isMeant = jobs.length === 0 || jobs.includes(id);
            return [id, isMeant ? { ...record, history: noteDecision(record.history, decision) } : record];
          }),
        ),
    );
  }
}

/** What a word takes the place of, or the later word that stands against it. Said again after a crash, it meets itself. */
function compare(
  known: Decision | null,
  word: PersonalDecision,
): { readonly replaced: Decision | null; readonly later: Decision | null } {
  if (known?.origin.kind !== "person" || isDeepStrictEqual(known, word))
    return { replaced: null, later: null };
  return known.origin.at > word.origin.at
    ? { replaced: null, later: known }
    : { replaced: known, later: null };
}
