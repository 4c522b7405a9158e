import { expect, test } from "vitest";
import { pageActions } from "../../../../src/adapters/queue/tasks/answer-page.ts";
import { startBot } from "../../../e2e/bot.ts";
import { createPlainBrowser } from "../../../support/pages/browser.ts";
import { newSessionKey, preparePages } from "../../../support/pages/page-settings.ts";
import { plainParts } from "../../../support/pages/plain-parts.ts";
import { origin, signedIn, signedOut, usePages, world } from "./page-world.ts";

usePages();

const action = "/octo-org/closed/actions/refresh";
const fields = { file: "ci.yml", job: "", back: "/octo-org/closed" };

test("every answer forbids what is not a file of ours, frames, sniffing and caches", async () => {
  const browser = await signedIn("reader");
  for (const path of ["/", "/octo-org/closed", "/octo-org/no-such", "/octo-org/closed.json", "/sign-in"]) {
    const { headers } = await browser.get(path);
    expect([path, headers.get("content-security-policy")]).toEqual([
      path,
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self';font-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    ]);
    expect([
      path,
      headers.get("cache-control"),
      headers.get("x-content-type-options"),
      headers.get("x-frame-options"),
    ]).toEqual([path, "no-store", "nosniff", "DENY"]);
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.has("access-control-allow-origin")).toBe(false);
  }
});

test("assets stand under names that change with them, and may be kept; other files are not there", async () => {
  const { text } = await signedOut().get("/");
  const [, address = ""] = /href="(\/assets\/style\.[0-9a-f]{16}\.css)"/.exec(text) ?? [];
  const asset = await signedOut().get(address);
  expect([asset.status, asset.text, asset.headers.get("content-type")]).toEqual([
    200,
    "main { color: inherit; }\n",
    "text/css; charset=utf-8",
  ]);
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  const wrong = [
    "style.css",
    "style.0000000000000000.css",
    "..%2F..%2Fpackage.json",
    "%2e%2e/page.js",
    ".",
    "%00",
  ];
  for (const part of wrong)
    expect([part, (await signedOut().get(`/assets/${part}`)).status]).toEqual([part, 404]);
});

test.each([
  "/octo-org/closed/../../healthz",
  "/octo-org%2Fclosed",
  "/octo-org/closed%00",
  "/octo-org/closed/jobs/..%2f..%2fsecrets.yml/build",
  "/octo-org/closed/jobs/%2e%2e/build",
  "/octo-org//closed",
])("%s is not there (path tricks)", async (path) => {
  const browser = await signedIn("maintainer");
  const { status, data } = await rawGet(path, browser.cookies);
  expect([status, data.body]).toEqual([404, { kind: "not-found" }]);
});

test("nor is what cannot be decoded", async () => {
  for (const path of ["/%", "/%c0%ae%c0%ae/closed", "/octo-org/%ff"])
    expect([path, (await rawGet(path, new Map())).status]).toEqual([path, 404]);
});

test.each([
  ["without a token", {}, {}],
  ["with an empty token", { csrf: "" }, {}],
  ["with another person's token", { csrf: "theirs" }, {}],
  ["from another origin", { csrf: "own" }, { origin: "https://evil.example" }],
  ["from nowhere", { csrf: "own" }, { origin: "null" }],
  ["from another site", { csrf: "own" }, { "sec-fetch-site": "cross-site" }],
])(
  "a form %s does nothing (CSRF)",
  async (_, given: { readonly csrf?: string }, headers: Record<string, string>) => {
    const [browser, other] = [await signedIn("maintainer"), await signedIn("reader")];
    const tokens: Record<string, string> = {
      own: (await browser.get("/")).csrf,
      theirs: (await other.get("/")).csrf,
    };
    const csrf = given.csrf === undefined ? {} : { csrf: tokens[given.csrf] ?? "" };
    for (const name of pageActions) {
      const { status, data } = await browser.post(
        action.replace("refresh", name),
        { ...fields, ...csrf },
        headers,
      );
      expect([name, status, data.body.problem]).toEqual([name, 403, "form"]);
    }
    expect(await tasksOfPages()).toBe(0);
  },
);

test("a form that is no form, or far too long, does nothing", async () => {
  const browser = await signedIn("maintainer");
  const { csrf } = await browser.get("/");
  const json = await browser.post(action, { csrf }, { "content-type": "application/json" });
  expect([json.status, json.data.body.problem]).toEqual([403, "form"]);
  const long = await browser.post(action, { ...fields, csrf, reason: "x".repeat(50_000) });
  expect([long.status, long.data.body.problem]).toEqual([403, "form"]);
  for (const file of ["", "../ci.yml", "a/b.yml", "ci.txt", "ci\u0000.yml"])
    expect([file, (await browser.post(action, { ...fields, file, csrf })).status]).toEqual([file, 403]);
  expect((await browser.post("/octo-org/closed/actions/audit", { ...fields, csrf })).status).toBe(404);
  expect((await browser.post("/octo-org/..%2Fclosed/actions/refresh", { ...fields, csrf })).status).toBe(404);
  expect((await browser.post("/octo-org/closed", { csrf })).status).toBe(404);
  expect(await tasksOfPages()).toBe(0);
});

test("who may only read may not ask for anything, and who may not read is told that there is nothing", async () => {
  for (const [login, status] of [
    ["reader", 403],
    ["outsider", 404],
  ] as const) {
    const browser = await signedIn(login);
    const { csrf } = await browser.get("/");
    expect([login, (await browser.post(action, { ...fields, csrf })).status]).toEqual([login, status]);
  }
  const { status, data } = await signedOut().post(action, { ...fields, csrf: "x" });
  expect([status, data.body.problem]).toEqual([403, "form"]);
  expect(await tasksOfPages()).toBe(0);
});

test("a process with a newer key first opens what the older one sealed, and one without that key does not", async () => {
  const { github, app, redis, dns } = world;
  const [older, newer] = [newSessionKey(), newSessionKey()];
  const startWith = async (...keys: readonly [Buffer, ...Buffer[]]) => {
    const prepared = await preparePages(github, app, keys);
    const bot = await startBot({ github, app, redis, dns, role: "web", pageParts: plainParts, ...prepared });
    return { bot, browser: createPlainBrowser(prepared.pages.settings.url) };
  };
  const before = await startWith(older);
  github.setViewer("reader");
  await before.browser.signIn();
  const rotated = await startWith(newer, older);
  const after = await startWith(newer);
  for (const { browser } of [rotated, after])
    for (const [name, value] of before.browser.cookies) browser.cookies.set(name, value);
  expect((await rotated.browser.get("/")).data.viewer).toBe("reader");
  expect((await after.browser.get("/")).data.viewer).toBeNull();
  await rotated.browser.signIn();
  after.browser.cookies.clear();
  for (const [name, value] of rotated.browser.cookies) after.browser.cookies.set(name, value);
  expect((await after.browser.get("/")).data.viewer).toBe("reader");
  for (const { bot } of [before, rotated, after]) await bot.close();
});

test("one address that asks too often is told to wait", async () => {
  const browser = signedOut();
  // Signing in is bounded most; other tests of this file have begun some already.
  let status = 0;
  for (let asked = 0; asked < 40 && status !== 429; asked += 1) ({ status } = await browser.get("/sign-in"));
  expect(status).toBe(429);
  const { data, headers } = await browser.get("/sign-in");
  expect(data.body).toEqual({ kind: "problem", problem: "too-many-requests" });
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await browser.get("/octo-org/closed")).status).toBe(401);
});

/** Tasks that pages have queued, whatever became of them. */
async function tasksOfPages(): Promise<number> {
  return (await world.redis.redis.keys("{egress:queue}:answer-page:[0-9]*")).length;
}

/** Asks for a path as it is written, which `fetch` would tidy up. */
async function rawGet(path: string, cookies: ReadonlyMap<string, string>) {
  const { request } = await import("node:http");
  const { hostname, port } = new URL(origin);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return new Promise<{ readonly status: number | undefined; readonly data: { readonly body: unknown } }>(
    (resolve, reject) => {
      request({ hostname, port, path, headers: { cookie } }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => {
          const [, json = "null"] = /<pre id="data"[^>]*>(.*)<\/pre>/s.exec(text) ?? [];
          resolve({ status: response.statusCode, data: JSON.parse(json.replaceAll("&amp;", "&")) });
        });
      })
        .on("error", reject)
        .end();
    },
  );
}
