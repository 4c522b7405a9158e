import { randomBytes } from "node:crypto";
import { callbackPath } from "../../../src/adapters/github/people/sign-in.ts";
import type { PageSettings } from "../../../src/environment/page-settings.ts";
import type { FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeApp } from "../../fake-github/seed.ts";
import { findFreePort } from "../free-port.ts";

export function newSessionKey(): Buffer {
  return randomBytes(32);
}

/** A port for a bot with pages, and the settings for it; GitHub may send people back there. */
export async function preparePages(
  github: FakeGitHub,
  { id, clientId, clientSecret }: FakeApp,
  sessionKeys: PageSettings["sessionKeys"] = [newSessionKey()],
): Promise<{
  readonly port: number;
  readonly pages: { readonly kind: "pages"; readonly settings: PageSettings };
}> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  github.addCallback(id, `${url}${callbackPath}`);
  return { port, pages: { kind: "pages", settings: { clientId, clientSecret, url, sessionKeys } } };
}
