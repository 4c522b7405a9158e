import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { startWorld, type World } from "../../../e2e/bot.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { createPlainBrowser, type PlainBrowser } from "../../../support/pages/browser.ts";
import { plainParts } from "../../../support/pages/plain-parts.ts";

/** The world of a test file that called `usePages`, and where its pages are. */
export let world: World;
export let origin: string;
/** A private repository in which `maintainer` may write and `reader` may read. */
export let closed: FakeRepository;

/** A bot with pages for all tests of a file. `outsider` may read nothing that is private. */
export function usePages(): void {
  beforeAll(async () => {
    world = await startWorld({ pageParts: plainParts });
    origin = new URL(world.url).origin;
    const { github, installation } = world;
    github.addUser({ login: "outsider" });
    closed = github.addRepository({
      owner: "octo-org",
      name: "closed",
      installationId: installation.id,
      private: true,
      files: { "README.md": "closed\n" },
      collaborators: { maintainer: "write", reader: "read" },
    });
  });
  afterEach(() => expect(world.github.violations).toEqual([]));
  afterAll(() => world.close());
}

/** A browser in which somebody has signed in. */
export async function signedIn(login: string): Promise<PlainBrowser> {
  const browser = createPlainBrowser(origin);
  world.github.setViewer(login);
  const done = await browser.signIn();
  expect(done.status).toBe(303);
  return browser;
}

export function signedOut(): PlainBrowser {
  return createPlainBrowser(origin);
}

/** The line that sets a cookie. */
export function readCookieLine(lines: readonly string[], name: string): string {
  return lines.find((line) => line.startsWith(`${name}=`)) ?? "";
}
