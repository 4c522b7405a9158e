import { once } from "node:events";
import { request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  closeWebServer,
  createWebServer,
  type WebLimits,
  type WebParts,
  webhookPath,
  webLimits,
} from "../../../../src/apps/server/web/server.ts";
import { until } from "../../../support/until.ts";

let server: Server | undefined;
afterEach(async () => {
  if (server !== undefined) await closeWebServer(server, 0);
  server = undefined;
});

/** Starts a server whose webhooks are answered with 200 and the body's length. */
async function serve(parts: Partial<WebParts> = {}, limits: Partial<WebLimits> = {}) {
  const handleWebhook = vi.fn<NonNullable<WebParts["handleWebhook"]>>((incoming, response) => {
    response.end(`${String(incoming.body).length}`);
  });
  const onError = vi.fn();
  const started = createWebServer(
    {
      handleWebhook,
      checkReadiness: async () => {},
      checkHealth: async () => null,
      answerMetrics: null,
      handlePages: null,
      onError,
      ...parts,
    },
    { ...webLimits, ...limits },
  );
  server = started;
  await once(started.listen(0, "127.0.0.1"), "listening");
  const { port } = started.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, handleWebhook, onError };
}

const json = { "content-type": "application/json" };

/** Announces a body and sends only so many chunks of it; resolves with the status that comes back all the same. */
async function postPart(
  port: number,
  headers: Record<string, string>,
  chunks: readonly Buffer[],
): Promise<{ status: number | undefined; connection: string | undefined }> {
  const sent = request({ port, method: "POST", path: webhookPath, headers: { ...json, ...headers } });
  sent.flushHeaders();
  for (const chunk of chunks) sent.write(chunk);
  const [response] = await once(sent, "response");
  const { statusCode: status, headers: answered } = response;
  sent.destroy();
  return { status, connection: answered.connection };
}

describe("what is where", () => {
  test.each([
    ["GET", "/healthz", 200],
    ["GET", "/readyz", 200],
    ["GET", "/healthz?x=1", 200],
    ["POST", "/healthz", 404],
    ["GET", webhookPath, 404],
    ["PUT", webhookPath, 404],
    ["POST", `${webhookPath}/`, 404],
    ["GET", "/", 404],
    ["GET", "/probot", 404],
    ["POST", "/probot/import", 404],
    ["GET", "/%2e%2e/package.json", 404],
    ["GET", "//x", 404],
  ])("%s %s: %i", async (method, path, status) => {
    const { url, handleWebhook } = await serve();
    const response = await fetch(url + path, { method, headers: json });
    expect(response.status).toBe(status);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-powered-by")).toBeNull();
    expect(handleWebhook).not.toHaveBeenCalled();
  });

  test("a worker takes no webhooks", async () => {
    const { url } = await serve({ handleWebhook: null });
    expect((await fetch(url + webhookPath, { method: "POST", headers: json, body: "{}" })).status).toBe(404);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe("a webhook", () => {
  test.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
    "of type %s is handed over as text",
    async (type) => {
      const { url, handleWebhook } = await serve();
      const body = JSON.stringify({ text: "grün" });
      const response = await fetch(url + webhookPath, {
        method: "POST",
        headers: { "content-type": type },
        body,
      });
      expect(response.status).toBe(200);
      expect(handleWebhook.mock.calls[0]?.[0].body).toBe(body);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    },
  );

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "of type %j is refused unread",
    async (type) => {
      const { url, handleWebhook } = await serve();
      const response = await fetch(url + webhookPath, {
        method: "POST",
        headers: { "content-type": type },
        body: "{}",
      });
      expect(response.status).toBe(415);
      expect(handleWebhook).not.toHaveBeenCalled();
    },
  );

  test("of 26 MB is refused before it is sent", async () => {
    const { port, handleWebhook } = await serve();
    const answer = await postPart(port, { "content-length": String(26 * 1024 * 1024) }, []);
    expect(answer).toEqual({ status: 413, connection: "close" });
    expect(handleWebhook).not.toHaveBeenCalled();
  });

  test("that does not say its length is read up to the limit", async () => {
    const { port, url, handleWebhook } = await serve({}, { body: 1_000 });
    const chunked = { "transfer-encoding": "chunked" };
    const answer = await postPart(port, chunked, [Buffer.alloc(600), Buffer.alloc(600)]);
    expect(answer).toEqual({ status: 413, connection: "close" });
    expect(handleWebhook).not.toHaveBeenCalled();
    const exact = await fetch(url + webhookPath, { method: "POST", headers: json, body: "x".repeat(1_000) });
    expect(await exact.text()).toBe("1000");
  });

  test("that was refused while being sent gets the answer and then the end", async () => {
    const { url } = await serve({}, { body: 1_000 });
    const body = new Blob([Buffer.alloc(8 * 1024 * 1024)]).stream();
    const response = await fetch(url + webhookPath, {
      method: "POST",
      headers: json,
      body,
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.text()).toBe("at most 1000 bytes\n");
  });

  test("waits for a better time where too much is being read", async () => {
    const { port, url } = await serve({}, { bodies: 1_000 });
    const held = connect(port, "127.0.0.1");
    const headers = `POST ${webhookPath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    held.write(`${headers}Content-Length: 2000\r\n\r\n${"x".repeat(900)}`);
    const post = () => fetch(url + webhookPath, { method: "POST", headers: json, body: "x".repeat(200) });
    await until(async () => expect((await post()).status).toBe(503));
    held.destroy();
    await until(async () => expect((await post()).status).toBe(200));
  });

  test("whose handler breaks is answered with 500 and no details", async () => {
    const problem = new Error("s3cret");
    const { url, onError } = await serve({ handleWebhook: () => Promise.reject(problem) });
    const response = await fetch(url + webhookPath, { method: "POST", headers: json, body: "{}" });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("internal error\n");
    expect(onError.mock.calls).toEqual([[problem]]);
  });
});

describe("who is slow is cut off", () => {
  test.each([
    ["headers", "POST / HTTP/1.1\r\nHost: x\r\n"],
    [
      "a body",
      `POST ${webhookPath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\nx`,
    ],
  ])("with %s", async (_, text) => {
    // Long enough for the server to have read what was sent: else it would break the connection off instead of answering.
    const { port } = await serve({}, { headersTimeout: 1_000, requestTimeout: 1_000 });
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      answer += chunk;
    });
    socket.write(text);
    await once(socket, "close");
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe("readiness", () => {
  test.each<[string, () => Promise<void>, number]>([
    ["all is well", async () => {}, 200],
    ["a check fails", () => Promise.reject(new Error("down")), 503],
    ["a check hangs", () => new Promise(() => {}), 503],
  ])("%s", async (_, checkReadiness, status) => {
    const { url } = await serve({ checkReadiness }, { readinessTimeout: 20 });
    expect((await fetch(`${url}/readyz`)).status).toBe(status);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
