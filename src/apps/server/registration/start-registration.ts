import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "probot";
import type { CallPace } from "../../../adapters/github/client/bot.ts";
import { receiveApp } from "../../../adapters/github/client/receive-app.ts";
import { readAnswers } from "../../../domain/manifest/read-answers.ts";
import type { AppCredentials } from "../../../environment/environment.ts";
import { keyLength, type PageSettings } from "../../../environment/page-settings.ts";
import { webUrlOf } from "../../../environment/web-url.ts";
import { answerPage, refuse, setSecurityHeaders } from "../web/answer.ts";
import { createBodyReader } from "../web/read-body.ts";
import { closeWebServer } from "../web/server.ts";
import { createTokens } from "./one-time-tokens.ts";
import { readManifest } from "./read-manifest.ts";
import { type Place, type Refused, showForm, showManifest, showRefusal } from "./registration-pages.ts";
import { saveApp } from "./save-app.ts";

export interface RegistrationOptions {
  readonly apiUrl: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Which organization the form names at first; empty for none. */
  readonly organization: string;
  /** Where `.env` is. */
  readonly folder: string;
  readonly pace: CallPace;
  readonly log: Logger;
}

/** An App that was registered, and with what its pages are served. */
export interface Registered {
  readonly app: AppCredentials;
  readonly pages: PageSettings;
}

/** A page that waits for somebody to register an App. */
export interface Registration {
  /** Where the page is. It holds a token. */
  readonly url: string;
  /** Resolves when the App is registered and all of it is in `.env`. */
  readonly registered: Promise<Registered>;
  close(): Promise<void>;
}

/** In bytes; the form has four short fields. */
const longestForm = 10_000;
/** How long a page that is being sent may take when the server closes, in ms. */
const closeTime = 5_000;

/**
 * Serves, on this machine only, the pages that register an App on GitHub by a manifest, and writes its credentials and the settings of its pages to `.env`. Only whoever
 * knows the token in `url` gets the form, only the form's own origin may send it, and GitHub's answer must bring the state that was
 * sent along. @throws what `listen` throws
 */
export async function startRegistration(options: RegistrationOptions): Promise<Registration> {
  const { apiUrl, folder, pace, log } = options;
  const manifest = readManifest();
  const readBody = createBodyReader({ one: longestForm, all: 10 * longestForm });
  const token = createTokens<true>(1);
  /** Each with where people reach the App that was to be registered. */
  const states = createTokens<string>(20);
  const { promise: registered, resolve } = Promise.withResolvers<Registered>();

  const server = createServer((request, response) => {
    setSecurityHeaders(response);
    void route(request, response).catch((error: unknown) => {
      log.error({ err: error }, "a request failed");
      refuse(request, response, 500, "internal error");
    });
  });
  // Of this machine, whatever HOST says: nobody else may set the credentials.
  server.listen(options.port, "localhost");
  await once(server, "listening");
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const place: Place = { github: webUrlOf(apiUrl), origin, folder };
  const secret = token.make(true);
  return { url: `${origin}/?token=${secret}`, registered, close: () => closeWebServer(server, closeTime) };

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Under another name this machine may be reached by a stranger's page, whose own name was made to lead here.
    if (request.headers.host !== new URL(origin).host) return showRefusal(response, "origin");
    const url = new URL(request.url ?? "/", origin);
    switch (`${request.method} ${url.pathname}`) {
      case "GET /": {
        if (!token.has(url.searchParams.get("token"))) return showRefusal(response, "token");
        const fields = new URLSearchParams({ organization: options.organization });
        return showForm(response, place, secret, fields, []);
      }
      case "POST /register":
        return takeForm(request, response);
      case "GET /registered":
        return takeCode(url.searchParams, response);
      default:
        return refuse(request, response, 404, "not found");
    }
  }

  async function takeForm(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body.kind !== "body") return refuse(request, response, 413, "too large");
    const fields = new URLSearchParams(body.text);
    if (request.headers.origin !== origin) return showRefusal(response, "origin");
    if (!token.has(fields.get("token"))) return showRefusal(response, "token");
    const read = readAnswers(fields, origin);
    if (read.kind === "mistakes") return showForm(response, place, secret, fields, read.mistakes);
    showManifest(response, place, states.make(read.answers.siteUrl), manifest, read.answers);
  }

  /** GitHub has sent the browser back; the state proves that it was sent there from here. */
  async function takeCode(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const url = states.take(query.get("state"));
    if (url === null) return showRefusal(response, "state");
    const refuseWith = (reason: Refused) => (error: unknown) => {
      log.error({ err: error }, "the App could not be registered");
      showRefusal(response, reason, error);
      return null;
    };
    const code = query.get("code") ?? "";
    const app = await receiveApp(code, apiUrl, pace, log).catch(refuseWith("code"));
    if (app === null) return;
    const { clientId, clientSecret } = app;
    const pages = { clientId, clientSecret, url, sessionKeys: [randomBytes(keyLength)] } as const;
    const saved = await saveApp(`${folder}/.env`, app, pages).then(() => true, refuseWith("file"));
    if (saved === null) return;
    token.clear();
    states.clear();
    const data = { name: app.name, folder, install: `${app.page}/installations/new`, pages: url };
    log.info({ app: app.id, install: data.install }, "the App is registered");
    answerPage(response, 200, { template: "registered", data, formOrigin: null });
    const { id, privateKey, webhookSecret } = app;
    resolve({ app: { id, privateKey, webhookSecret }, pages });
  }
}
