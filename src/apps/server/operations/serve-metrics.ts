import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Registry } from "prom-client";
import { answer, setSecurityHeaders } from "../web/answer.ts";
import type { AnswerMetrics } from "../web/server.ts";

/** Makes the answer to `GET /metrics`. With a token only to whoever brings it; to others there is no such page. */
export function createAnswerMetrics(
  registry: Pick<Registry, "metrics" | "contentType">,
  token: string | null,
): AnswerMetrics {
  return async (request, response) => {
    if (token !== null && !brings(request, token)) return answer(response, 404, "not found");
    const text = await registry.metrics();
    response.writeHead(200, { "content-type": registry.contentType }).end(text);
  };
}

/** Serves nothing but the metrics, on a port of their own that is not for the outside. */
export async function serveMetrics(
  answerMetrics: AnswerMetrics,
  { host, port }: { readonly host: string; readonly port: number },
  onError: (error: unknown) => void,
): Promise<Server> {
  const server = createServer((request, response) => {
    setSecurityHeaders(response);
    if (request.method !== "GET" || request.url?.split("?", 1)[0] !== "/metrics")
      return answer(response, 404, "not found");
    void answerMetrics(request, response).catch((error: unknown) => {
      onError(error);
      answer(response, 500, "internal error");
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

/** Digests have one length, and take the same time to compare whatever was brought. */
function brings({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}
