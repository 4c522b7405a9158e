import Tokens from "@fastify/csrf";
import type { FastifyRequest } from "fastify";
import type { Session } from "../../../adapters/store/pages/sessions.ts";

const tokens = Tokens();

/** Of which the tokens of one session are made. */
export function createFormSecret(): string {
  return tokens.secretSync();
}

/** A token for the forms of a page; each page has another. */
export function createFormToken({ formSecret }: Pick<Session, "formSecret">): string {
  return tokens.create(formSecret);
}

/** Whether a form was sent by a page of this origin that was made for this session. */
export function isOwnForm(
  request: FastifyRequest,
  { formSecret }: Pick<Session, "formSecret">,
  origin: string,
): boolean {
  const { origin: from, "sec-fetch-site": site } = request.headers;
  if (from !== undefined && from !== origin) return false;
  if (site !== undefined && site !== "same-origin") return false;
  const token = textOf(request.body, "csrf");
  return token.length > 0 && token.length < 200 && tokens.verify(formSecret, token);
}

/** A field of a form; empty where there is none, or several. */
export function textOf(body: unknown, name: string): string {
  if (typeof body !== "object" || body === null) return "";
  const value = (body as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : "";
}
