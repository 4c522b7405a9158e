import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { afterEach, expect, test } from "vitest";
import { createWebServer, webhookPath } from "../../../../src/apps/server/web/server.ts";
import { createWebhookHandler } from "../../../../src/apps/server/web/webhook-handler.ts";
import { deliver } from "../../../fake-github/webhooks/deliver.ts";
import { eventOf } from "../../../support/payloads.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Delivers an event to a server with these secrets, signed with another. */
async function statusOf(secrets: readonly [string, ...string[]], secret: string): Promise<number> {
  const handleWebhook = createWebhookHandler(secrets, pino({ level: "silent" }) as never, () => {});
  const server = createWebServer({
    handleWebhook,
    checkReadiness: async () => {},
    checkHealth: async () => null,
    answerMetrics: null,
    handlePages: null,
    onError: () => {},
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${webhookPath}`;
  return (await deliver(url, "push", eventOf("push", {}), { secret })).status;
}

test.each([
  ["the secret", ["new-secret", "old-secret"], "new-secret", 200],
  ["the former secret, while it is changed", ["new-secret", "old-secret"], "old-secret", 200],
  ["the former secret, after that", ["new-secret"], "old-secret", 400],
  ["another secret", ["new-secret", "old-secret"], "a-guess", 400],
  ["no secret", ["new-secret", "old-secret"], "", 400],
] as const)("a delivery signed with %s", async (_, secrets, secret, status) => {
  expect(await statusOf([...secrets] as [string, ...string[]], secret)).toBe(status);
});
