import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { withTimeLimit } from "../../../shared/with-time-limit.ts";
import { answer, answerPage, refuse, setSecurityHeaders } from "./answer.ts";
import { createBodyReader } from "./read-body.ts";

export const webhookPath = "/api/github/webhooks";

/** Answers a request for the metrics. */
export type AnswerMetrics = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Takes a delivery whose body is in `request.body`, and answers it. */
export type WebhookHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Answers whatever nothing else here answers. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface WebParts {
  /** Null where this process takes no webhooks. */
  readonly handleWebhook: WebhookHandler | null;
  /** Throws, or does not resolve, while the process cannot do its work. */
  checkReadiness(): Promise<void>;
  /** Why the process should be started again; null while it is well. */
  checkHealth(): Promise<string | null>;
  /** Null where the metrics are not told here. */
  readonly answerMetrics: AnswerMetrics | null;
  /** Null where there are no pages. */
  readonly handlePages: PageHandler | null;
  /** Told about an error that was answered with status 500. */
  onError(error: unknown): void;
}

/** Limits in bytes and ms. */
export interface WebLimits {
  readonly body: number;
  /** Of all bodies that are being read at the same time. */
  readonly bodies: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly readinessTimeout: number;
}

const megabyte = 1024 * 1024;

/** GitHub's deliveries have at most 25 MB and are answered within 10 s. */
export const webLimits: WebLimits = {
  body: 25 * megabyte,
  bodies: 150 * megabyte,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  readinessTimeout: 1_000,
};

/**
 * Makes the HTTP server: `POST` of JSON on the webhook path, `GET /healthz` (the process is not stuck), `GET /readyz` (it can do its work),
 * `GET /metrics` and `GET /setup` (where GitHub sends people who installed the App). Everything else is the
 * pages', or answered with 404, and then no body is read for it.
 */
export function createWebServer(parts: WebParts, limits: WebLimits = webLimits): Server {
  const readBody = createBodyReader({ one: limits.body, all: limits.bodies });
  const { headersTimeout, requestTimeout } = limits;
  const connectionsCheckingInterval = Math.min(headersTimeout, 5_000);

  const server = createServer(
    { headersTimeout, requestTimeout, connectionsCheckingInterval, keepAliveTimeout: 65_000 },
    (request, response) => {
      setSecurityHeaders(response);
      void route(request, response).catch((error: unknown) => {
        parts.onError(error);
        refuse(request, response, 500, "internal error");
      });
    },
  );
  return server;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = "" } = request;
    const path = url.split("?", 1)[0];
    if (method === "POST" && path === webhookPath && parts.handleWebhook !== null) {
      return takeWebhook(request, response, parts.handleWebhook);
    }
    if (method === "GET" && path === "/healthz") return answerHealth(response);
    if (method === "GET" && path === "/metrics" && parts.answerMetrics !== null)
      return parts.answerMetrics(request, response);
    if (method === "GET" && path === "/readyz") return answerReadiness(response);
    if (method === "GET" && path === "/setup")
      return answerPage(response, 200, { template: "installed", data: {}, formOrigin: null });
    if (parts.handlePages !== null && path !== webhookPath) return parts.handlePages(request, response);
    return refuse(request, response, 404, "not found");
  }

  async function takeWebhook(
    request: IncomingMessage,
    response: ServerResponse,
    handle: WebhookHandler,
  ): Promise<void> {
    if (!/^application\/json *(;|$)/i.test(request.headers["content-type"] ?? "")) {
      return refuse(request, response, 415, "only application/json");
    }
    const body = await readBody(request);
    switch (body.kind) {
      case "too-large":
        return refuse(request, response, 413, `at most ${limits.body} bytes`);
      case "busy":
        return refuse(request, response, 503, "too many requests at once");
      case "body":
        request.body = body.text;
        await handle(request, response);
    }
  }

  async function answerHealth(response: ServerResponse): Promise<void> {
    const illness = await parts.checkHealth();
    if (illness === null) answer(response, 200, "alive");
    else answer(response, 503, illness);
  }

  async function answerReadiness(response: ServerResponse): Promise<void> {
    const isReady = await withTimeLimit(limits.readinessTimeout, parts.checkReadiness()).then(
      (outcome) => outcome !== "late",
      () => false,
    );
    if (isReady) answer(response, 200, "ready");
    else answer(response, 503, "not ready");
  }
}

/** Takes no more connections, and lets requests at work finish for so many ms. */
export async function closeWebServer(server: Server, ms: number): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), ms);
  await closed;
  clearTimeout(timer);
}
