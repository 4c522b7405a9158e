import { createNodeMiddleware, Webhooks } from "@octokit/webhooks";
import type { Logger } from "probot";
import { type WebhookHandler, webhookPath } from "./server.ts";

/**
 * Makes the handler of webhooks: it checks the signature and gives the event to what was registered. Not by way of Probot, which
 * makes a client of GitHub for each webhook, before anyone asks for one: a quarter of all the work here. Any of the secrets
 * may have signed: while a secret is changed two are valid.
 */
export function createWebhookHandler(
  secrets: readonly [string, ...string[]],
  log: Logger,
  register: (webhooks: Webhooks) => void,
): WebhookHandler {
  const [secret, ...additionalSecrets] = secrets;
  const webhooks = new Webhooks({ secret, additionalSecrets, log });
  register(webhooks);
  return createNodeMiddleware(webhooks, { path: webhookPath, log });
}
