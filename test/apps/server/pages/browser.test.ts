import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startWorld, type World } from "../../../e2e/bot.ts";
import { deliverRun, learnInAudit, path, refusing, runJobs, workflowOf } from "../../../e2e/enforcing.ts";
import { untilDone } from "../../../e2e/queue-state.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { chromiumPath, startBrowser } from "../../../support/browser.ts";
import { callForeign } from "../../../support/pages/hostile-run.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let world: World;
let origin: string;
let browser: Browser;
let shop: FakeRepository;
let runId: number;
const contexts: BrowserContext[] = [];

const job = "/octo-org/shop/jobs/ci.yml/build";

beforeAll(async () => {
  if (chromiumPath === null) return;
  world = await startWorld({ hasPages: true });
  origin = new URL(world.url).origin;
  const { github, installation } = world;
  github.addUser({ login: "outsider" });
  shop = github.addRepository({
    owner: "octo-org",
    name: "shop",
    installationId: installation.id,
    private: true,
    files: {
      [path]: workflowOf({ build: ["packages.example.org:443"], test: "audit", "idle-one": "audit" }),
    },
    collaborators: { maintainer: "maintain", reader: "read" },
  });
  await learnInAudit(world, shop, "test");
  for (let day = -4; day < 0; day += 1)
    await deliverRun(world, shop, {
      day,
      jobs: { build: day === -1 ? { agent: [refusing("late.example.org")], conclusion: "failure" } : {} },
    });
  ({ id: runId } = await runJobs(world, shop, { day: -0.1, jobs: { build: { agent: callForeign } } }));
  await untilDone(world.redis.redis);
  browser = await startBrowser();
});

afterAll(async () => {
  if (chromiumPath === null) return;
  for (const context of contexts) await context.close();
  await browser.close();
  await world.close();
});

/** A page of a browser of its own, and what it must never do. */
interface Watched {
  readonly page: Page;
  /** Requests to other origins but for whole pages on GitHub, what the policy refused, and what the page's console told of. */
  readonly faults: string[];
}

async function open(login: string | null, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext(options);
  contexts.push(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("request", (request) => {
    const isPage =
      request.isNavigationRequest() && request.url().startsWith(`http://${world.github.host}/login/`);
    if (new URL(request.url()).origin !== origin && !isPage) faults.push(`asks ${request.url()}`);
  });
  page.on("console", (message) => {
    // A page that is not there is told of as an error too.
    if (message.type() === "error" && !/status of 40[134]/.test(message.text())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  if (login !== null) {
    world.github.setViewer(login);
    await page.goto(`${origin}/sign-in`);
    await page.waitForURL(`${origin}/`);
  }
  return { page, faults };
}

async function readNotice(page: Page): Promise<string> {
  return (await page.getByRole("status").first().textContent()) ?? "";
}

/** What axe-core finds, in short. */
async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { violations } = z
    .object({
      violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
    })
    .parse(await page.evaluate("axe.run()"));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

const shown: readonly [string, string, string | null][] = [
  ["the first page, signed out", "/", null],
  ["a page that needs signing in", job, null],
  ["the first page", "/", "maintainer"],
  ["an owner", "/octo-org", "maintainer"],
  ["an owner, filtered", "/octo-org?state=blocking&name=build", "maintainer"],
  ["a repository", "/octo-org/shop", "maintainer"],
  ["a job that blocks", job, "maintainer"],
  ["a job that is learned", "/octo-org/shop/jobs/ci.yml/test", "reader"],
  ["a job that has no run", "/octo-org/shop/jobs/ci.yml/idle-one", "maintainer"],
  ["a run", "/octo-org/shop/runs/RUN", "reader"],
  ["what is not there", "/octo-org/no-such", "reader"],
];

describe.skipIf(chromiumPath === null)("in Chromium", () => {
  test("signing in from a page leads through GitHub and back to it, signing out ends it", async () => {
    const { page, faults } = await open(null);
    world.github.setViewer("maintainer");
    await page.goto(`${origin}${job}`);
    await page
      .getByRole("link", { name: /sign in/i })
      .first()
      .click();
    await page.waitForURL(`${origin}${job}`);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("build");
    const cookies = await page.context().cookies(origin);
    expect(cookies.map(({ name, httpOnly, secure, sameSite }) => [name, httpOnly, secure, sameSite])).toEqual(
      [["__Host-egress-session", true, true, "Lax"]],
    );
    await page.getByRole("button", { name: /sign out/i }).click();
    await page.waitForURL(`${origin}/`);
    expect(await page.context().cookies(origin)).toEqual([]);
    await page.goto(`${origin}${job}`);
    expect(await page.getByRole("link", { name: /sign in/i }).count()).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });

  describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
    const opened = new Map<string | null, Promise<Watched>>();
    /** One browser for each person. */
    const openOnce = (login: string | null): Promise<Watched> => {
      const known = opened.get(login) ?? open(login, { colorScheme });
      opened.set(login, known);
      return known;
    };

    test.each(shown)(
      "%s reads well at 360 and 1,400 pixels, keeps nobody out, and asks nobody else",
      async (name, where, login) => {
        const { page, faults } = await openOnce(login);
        await page.goto(`${origin}${where.replace("RUN", String(runId))}`);
        expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
        for (const width of [360, 1_400]) {
          await page.setViewportSize({ width, height: 900 });
          const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
          expect([name, width, overflow]).toEqual([name, width, 0]);
          expect(await findBarriers(page)).toEqual([]);
          if (process.env.EGRESS_PICTURES)
            await page.screenshot({
              path: `${process.env.EGRESS_PICTURES}/${name.replaceAll(/\W+/g, "-")}-${colorScheme}-${width}.png`,
              fullPage: true,
            });
        }
        expect(faults).toEqual([]);
      },
    );
  });

  test("names and texts of strangers are text", async () => {
    const { page, faults } = await open("reader");
    await page.goto(`${origin}/octo-org/shop/runs/${runId}`);
    // And times are there, as logs have them.
    expect(await page.locator("h2 time").first().textContent()).toMatch(/^\d+ \w{3} \d{4}, \d\d:\d\d UTC$/);
    expect(await page.locator("main img, main script, main iframe").count()).toBe(0);
    expect(await page.content()).not.toContain("<script>alert");
    expect(faults).toEqual([]);
  });

  describe.each([
    ["with JavaScript", true],
    ["without JavaScript", false],
  ] as const)("%s", (_, javaScriptEnabled) => {
    test("a writer allows, denies, proposes, leaves alone and refreshes by the buttons of a job", async () => {
      const { page, faults } = await open("maintainer", { javaScriptEnabled });
      const decide = async (
        action: string,
        fields: Readonly<Record<string, string>> = {},
      ): Promise<string> => {
        await page.goto(`${origin}${job.replace("build", "test")}`);
        const form = page.locator(`form[action$="/actions/${action}"]`).first();
        for (const [name, value] of Object.entries(fields))
          await form.locator(`[name="${name}"]`).fill(value);
        await form.locator("button").click();
        await page.waitForURL(/\?answer=/);
        return readNotice(page);
      };
      const host = javaScriptEnabled ? "mirror.example.com" : "other.example.com";
      expect(await decide("allow", { endpoint: `${host}:8443`, reason: "the weekly mirror" })).toContain(
        `${host}:8443 is allowed`,
      );
      expect(await decide("deny", { endpoint: "evil.example.com:443" })).toContain(
        "evil.example.com:443 is denied",
      );
      const changes = await page.locator("#changes").textContent();
      expect(changes).toContain("allowed");
      expect(changes).toContain(`${host}:8443 by maintainer on an insights page`);
      expect(await decide("propose")).toContain("ci.yml:test is proposed");
      expect(await decide("ignore")).toContain("leave ci.yml:test alone");
      expect(await decide("refresh")).toMatch(/\w/);
      const { endpoints } = await world.store.decisions.read(shop.id, path);
      expect(endpoints.find(({ endpoint }) => endpoint === `${host}:8443`)?.origin).toMatchObject({
        login: "maintainer",
        reason: "the weekly mirror (on the page of ci.yml:test)",
      });
      expect(faults).toEqual([]);
    });
  });

  test("a reader finds no buttons, and somebody without access a page that is not there", async () => {
    const { page } = await open("reader");
    await page.goto(`${origin}${job}`);
    expect(await page.locator('form[action*="/actions/"]').count()).toBe(0);
    const outsider = await open("outsider");
    for (const where of [job, "/octo-org/shop", "/octo-org", `/octo-org/shop/runs/${runId}`])
      expect([where, (await outsider.page.goto(`${origin}${where}`))?.status()]).toEqual([where, 404]);
    expect(outsider.faults).toEqual([]);
  });

  test("when GitHub takes the token no more, the page asks to sign in", async () => {
    const { page, faults } = await open("reader");
    await page.goto(`${origin}${job}`);
    await world.send("github_app_authorization", world.github.revokeAuthorization("reader"));
    await page.reload();
    expect(await page.getByRole("link", { name: /sign in/i }).count()).toBeGreaterThan(0);
    expect(await page.content()).not.toContain("packages.example.org");
    expect(faults).toEqual([]);
  });

  test("the policy is copied by its button", async () => {
    const { page, faults } = await open("reader", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(`${origin}${job}`);
    await page.locator("[data-copy]").first().click();
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain("packages.example.org:443");
    expect(faults).toEqual([]);
  });
});
