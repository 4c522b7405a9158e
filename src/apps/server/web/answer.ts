import type { IncomingMessage, ServerResponse } from "node:http";
import { pagePolicy, renderPage } from "../../../domain/text/render-page.ts";

/** What every answer carries: nothing here is to be framed or to be kept, and only `answerPage` answers with a page. */
const securityHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
}

/** Answers with one line of plain text. */
export function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

/** Answers with a page from `views/pages`, whose forms may go to one more origin than its own; null where it has no form. */
export function answerPage(
  response: ServerResponse,
  status: number,
  page: { readonly template: string; readonly data: object; readonly formOrigin: string | null },
): void {
  response
    .writeHead(status, {
      "content-security-policy": pagePolicy(page.formOrigin),
      "content-type": "text/html; charset=utf-8",
      // Without it a browser names no origin with a form, and the address of the page may hold a token.
      "referrer-policy": "strict-origin",
    })
    .end(renderPage(page.template, page.data));
}

/**
 * Answers at once, throws away what is still to come of the request, and then closes the connection. Closing it earlier could
 * cost the client the answer.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = `${text}\n`;
  response.writeHead(status, {
    connection: "close",
    "content-length": Buffer.byteLength(body),
    "content-type": "text/plain; charset=utf-8",
  });
  response.write(body);
  if (request.complete) response.end();
  else request.resume().once("end", () => response.end());
}
