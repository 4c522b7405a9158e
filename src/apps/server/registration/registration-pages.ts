import type { ServerResponse } from "node:http";
import { statusOf } from "../../../adapters/github/client/status-of.ts";
import {
  type AppManifest,
  buildManifest,
  type RegistrationAnswers,
} from "../../../domain/manifest/app-manifest.ts";
import type { AnswerMistake } from "../../../domain/manifest/read-answers.ts";
import { answerPage } from "../web/answer.ts";

/** Where a registration takes place. */
export interface Place {
  /** Of GitHub's pages, without a slash at the end. */
  readonly github: string;
  /** Of the registration's own pages. */
  readonly origin: string;
  /** Where `.env` is. */
  readonly folder: string;
}

/** Why a registration does not go on. */
export type Refused = "token" | "origin" | "state" | "code" | "file";

const longestDetail = 200;

/** Shows the form with what was filled in, and what is wrong with it. */
export function showForm(
  response: ServerResponse,
  place: Place,
  token: string,
  fields: URLSearchParams,
  mistakes: readonly AnswerMistake[],
): void {
  const data = {
    ...place,
    token,
    address: fields.get("address") ?? "",
    organization: fields.get("organization") ?? "",
    isPublic: fields.get("visibility") === "public",
    asksTeams: fields.get("teams") === "yes",
    mistakes,
  };
  const status = mistakes.length === 0 ? 200 : 422;
  answerPage(response, status, { template: "register", data, formOrigin: place.github });
}

/** Shows what GitHub will be asked for, with the button that goes there. GitHub sends the state back. */
export function showManifest(
  response: ServerResponse,
  { github, origin }: Place,
  state: string,
  file: AppManifest,
  answers: RegistrationAnswers,
): void {
  const { organization } = answers;
  const owner = organization === null ? "" : `/organizations/${organization}`;
  const data = {
    manifest: buildManifest(file, answers, `${origin}/registered`),
    organization,
    action: `${github}${owner}/settings/apps/new?state=${state}`,
  };
  answerPage(response, 200, { template: "register-confirm", data, formOrigin: github });
}

export function showRefusal(response: ServerResponse, reason: Refused, error?: unknown): void {
  const status = reason === "code" || reason === "file" ? 502 : 403;
  const asked = statusOf(error);
  const message = error instanceof Error ? error.message : "";
  const detail = asked === null ? message.slice(0, longestDetail) : `GitHub answered ${asked}`;
  const data = { reason, detail };
  answerPage(response, status, { template: "registration-refused", data, formOrigin: null });
}
