import type { IncomingMessage, ServerResponse } from "node:http";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import { fastify } from "fastify";
import { answerError, TooManyRequests } from "./answer-error.ts";
import type { PageContext } from "./page-context.ts";
import { replyPage } from "./reply-page.ts";
import { securityHeaders } from "./security-headers.ts";
import { showPage } from "./show-page.ts";
import { addSignInRoutes } from "./sign-in-routes.ts";
import { takeAction } from "./take-action.ts";

/** The pages, for a server that has other things to answer too. */
export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** In bytes; the longest form has a reason and some names. */
const longestForm = 20_000;
/** Of one address and minute. */
const requestsPerMinute = 600;
const actionsPerMinute = 60;
const day = 86_400_000;
const home = { viewer: null, here: "/" } as const;

/** Makes the pages ready to be shown. They listen nowhere themselves. */
export async function openPages(context: PageContext): Promise<Pages> {
  const { assets, url } = context;
  const app = fastify({
    bodyLimit: longestForm,
    // A proxy in front stands on this machine or in the same network, and says who asks.
    trustProxy: ["loopback", "linklocal", "uniquelocal"],
    // An address that cannot be decoded. No plugin has seen it, so it gets no page.
    frameworkErrors(_error, _request, { raw }) {
      raw.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("not found\n");
    },
  });
  await app.register(helmet, securityHeaders(url));
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: () => new TooManyRequests(),
  });
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: longestForm });
  await app.register(fastifyStatic, { serve: false });
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, context));
  app.setNotFoundHandler((_request, reply) => replyPage(reply, 404, { kind: "not-found" }, home, context));

  addSignInRoutes(app, context);
  app.get<{ Params: { part: string } }>("/assets/:part", async ({ params: { part } }, reply) => {
    const name = assets.nameAt(part);
    if (name === null) return replyPage(reply, 404, { kind: "not-found" }, home, context);
    return reply.sendFile(name, assets.folder, { maxAge: 365 * day, immutable: true });
  });
  const limited = { config: { rateLimit: { max: actionsPerMinute, timeWindow: 60_000 } } };
  app.post("/:owner/:name/actions/:action", limited, (request, reply) => takeAction(request, reply, context));
  app.get("/*", (request, reply) => showPage(request, reply, context));
  await app.ready();
  return {
    handle: (request, response) => app.routing(request, response),
    close: () => app.close(),
  };
}
