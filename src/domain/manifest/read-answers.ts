import type { RegistrationAnswers } from "./app-manifest.ts";

/** What is wrong with the form. */
export type AnswerMistake = "address" | "loopback" | "organization" | "visibility";

/** The answers, or what is wrong with them. */
export type ReadAnswers =
  | { readonly kind: "answers"; readonly answers: RegistrationAnswers }
  | { readonly kind: "mistakes"; readonly mistakes: readonly AnswerMistake[] };

const longestAddress = 300;
const webhookPath = "/api/github/webhooks";

/**
 * Reads the form of the registration page. An address without a path is the App's own, and webhooks go to their path below it. One with a
 * path takes webhooks as it is, a forwarding service such as smee.io, and people then reach the App at `ownOrigin`. All fields are foreign.
 */
export function readAnswers(fields: URLSearchParams, ownOrigin: string): ReadAnswers {
  const mistakes: AnswerMistake[] = [];
  const url = readAddress(fields.get("address") ?? "");
  if (url === null) mistakes.push("address");
  else if (isLoopback(url.hostname)) mistakes.push("loopback");
  const organization = (fields.get("organization") ?? "").trim();
  if (!/^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,38})?$/.test(organization)) mistakes.push("organization");
  const visibility = fields.get("visibility");
  if (visibility !== "private" && visibility !== "public") mistakes.push("visibility");
  if (url === null || mistakes.length > 0) return { kind: "mistakes", mistakes };
  const isOwn = url.pathname === "/";
  return {
    kind: "answers",
    answers: {
      webhookUrl: isOwn ? `${url.origin}${webhookPath}` : url.href,
      siteUrl: isOwn || url.pathname === webhookPath ? url.origin : ownOrigin,
      organization: organization === "" ? null : organization,
      isPublic: visibility === "public",
      asksTeams: fields.get("teams") === "yes",
    },
  };
}

/** Null for anything but a plain HTTPS address. */
function readAddress(text: string): URL | null {
  const address = text.trim();
  if (address.length > longestAddress || !URL.canParse(address)) return null;
  const url = new URL(address);
  const isPlain = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  return url.protocol === "https:" && isPlain ? url : null;
}

/** GitHub refuses to send webhooks there. */
function isLoopback(hostname: string): boolean {
  return /^(?:(?:.*\.)?localhost\.?|127\..*|0\.0\.0\.0|\[::1?\])$/.test(hostname);
}
