import type { Logger } from "probot";
import { z } from "zod";
import { type CallPace, connection } from "./bot.ts";

/** What can stand between quotes in a file of settings. */
const secret = z.string().regex(/^[^"\\]+$/);

const conversionSchema = z.object({
  id: z.int().positive(),
  name: z.string(),
  html_url: z.url({ protocol: /^https?$/ }),
  pem: secret.includes("PRIVATE KEY"),
  webhook_secret: secret,
  client_id: secret,
  client_secret: secret,
});

/** An App that was registered just now, with all its secrets. */
export interface RegisteredApp {
  readonly id: number;
  readonly name: string;
  /** Its public page. */
  readonly page: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Exchanges the code of a registration for the App. GitHub gives it once. @throws what Octokit throws, and a ZodError */
export async function receiveApp(
  code: string,
  apiUrl: string,
  pace: CallPace,
  log: Logger,
): Promise<RegisteredApp> {
  const { Octokit, ...options } = connection(apiUrl, pace, log);
  const { data } = await new Octokit(options).rest.apps.createFromManifest({ code });
  const app = conversionSchema.parse(data);
  return {
    id: app.id,
    name: app.name,
    page: app.html_url,
    privateKey: app.pem,
    webhookSecret: app.webhook_secret,
    clientId: app.client_id,
    clientSecret: app.client_secret,
  };
}
