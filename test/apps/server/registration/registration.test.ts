import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import {
  type Registration,
  startRegistration,
} from "../../../../src/apps/server/registration/start-registration.ts";
import { readPageSettings } from "../../../../src/environment/page-settings.ts";
import { createFakeGitHub } from "../../../fake-github/fake-github.ts";
import { useFolder } from "../../../support/cli.ts";

const folder = useFolder();
const pace = { retryBase: 1, timeout: 60_000, throttled: false };
const form = { address: "https://egress.example.com", organization: "octo-org", visibility: "private" };

async function open() {
  const github = await createFakeGitHub();
  onTestFinished(() => github.close());
  const cwd = mkdtempSync(join(folder.path, "register-"));
  const log = pino({ level: "silent" });
  const options = { apiUrl: github.baseUrl, port: 0, organization: "octo-org", folder: cwd, pace, log };
  const registration = await startRegistration(options);
  onTestFinished(() => registration.close());
  const { origin, searchParams } = new URL(registration.url);
  const token = searchParams.get("token") ?? "";
  return { github, registration, origin, token, file: join(cwd, ".env") };
}

function post(origin: string, fields: Readonly<Record<string, string>>, from: string | null = origin) {
  return fetch(`${origin}/register`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: from === null ? {} : { origin: from },
  });
}

/** The manifest and where it is to be sent, as the page after the form holds them. */
function readManifestPage(html: string) {
  const plain = (text = "") => text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  const action = plain(/<form method="post" action="([^"]*)"/.exec(html)?.[1]);
  const manifest = plain(/name="manifest" value="([^"]*)"/.exec(html)?.[1]);
  return { action, manifest };
}

/** Goes the whole way to GitHub and back, up to the address that GitHub sends the browser to. */
async function goToGitHub({ origin, token, github }: Awaited<ReturnType<typeof open>>): Promise<URL> {
  const page = await post(origin, { ...form, token });
  const { action, manifest } = readManifestPage(await page.text());
  expect((await fetch(action, { method: "POST", body: new URLSearchParams({ manifest }) })).status).toBe(200);
  const at = String(github.manifests.length - 1);
  const create = new URL("/settings/apps/create", action);
  const answer = await fetch(create, {
    method: "POST",
    body: new URLSearchParams({ at }),
    redirect: "manual",
  });
  return new URL(answer.headers.get("location") ?? "");
}

function isPending({ registered }: Registration): Promise<boolean> {
  return Promise.race([
    registered.then(() => false),
    new Promise<boolean>((resolve) => setImmediate(resolve, true)),
  ]);
}

test("the App is registered by what GitHub answers, and its credentials are in .env, for the user alone", async () => {
  const opened = await open();
  writeFileSync(
    opened.file,
    "# mine\nAPP_ID=\nDNS_SERVERS=1.1.1.1\nexport WEBHOOK_SECRET=old\nPUBLIC_URL=https://old.example.com\n",
    {
      mode: 0o644,
    },
  );
  const answer = await fetch(await goToGitHub(opened));
  expect(answer.status).toBe(200);
  const { app, pages } = await opened.registration.registered;
  const text = readFileSync(opened.file, "utf8");
  expect(text.startsWith("# mine\nDNS_SERVERS=1.1.1.1\nAPP_ID=")).toBe(true);
  expect(parseEnv(text)).toEqual({
    DNS_SERVERS: "1.1.1.1",
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey.trim(),
    WEBHOOK_SECRET: app.webhookSecret,
    CLIENT_ID: expect.stringMatching(/^Iv1\./),
    CLIENT_SECRET: expect.stringMatching(/^\w{40}$/),
    PUBLIC_URL: form.address,
    SESSION_KEYS: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  });
  // At the next start they are read as they are now.
  expect(readPageSettings(parseEnv(text))).toEqual({ kind: "pages", settings: pages });
  expect(statSync(opened.file).mode & 0o777).toBe(0o600);
  expect(await answer.text()).toContain(
    `${new URL(opened.github.baseUrl).origin}/apps/egress-bot/installations/new`,
  );
});

test("the form comes with the token alone, and names the organization that was given", async () => {
  const { registration, origin } = await open();
  const page = await fetch(registration.url);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(await page.text()).toContain('value="octo-org"');
  for (const query of ["", "?token=", "?token=x"])
    expect((await fetch(`${origin}/${query}`)).status).toBe(403);
});

test("what is wrong is shown with what was filled in, escaped", async () => {
  const { origin, token } = await open();
  const answer = await post(origin, {
    ...form,
    token,
    address: "https://localhost",
    organization: '"><script>',
  });
  expect(answer.status).toBe(422);
  const html = await answer.text();
  expect(html).toContain("GitHub does not send webhooks to localhost");
  expect(html).toContain('value="&quot;&gt;&lt;script&gt;"');
});

test.each<[string, (opened: Awaited<ReturnType<typeof open>>) => Promise<Response>]>([
  ["a form without the token", ({ origin }) => post(origin, form)],
  ["a form with another token", ({ origin, token }) => post(origin, { ...form, token: `${token}x` })],
  ["another page's form", ({ origin, token }) => post(origin, { ...form, token }, "https://evil.example")],
  ["a form of no origin", ({ origin, token }) => post(origin, { ...form, token }, null)],
  ["a form of a page without an origin", ({ origin, token }) => post(origin, { ...form, token }, "null")],
  ["a code without a state", ({ origin }) => fetch(`${origin}/registered?code=abc`)],
  ["a code with a state that was not sent", ({ origin }) => fetch(`${origin}/registered?code=abc&state=x`)],
])("%s is refused, and nothing is asked of GitHub", async (_, send) => {
  const opened = await open();
  const answer = await send(opened);
  expect(answer.status).toBe(403);
  expect(opened.github.calls).toEqual([]);
  expect(await isPending(opened.registration)).toBe(true);
});

test("a state is good once, and a code that GitHub does not know registers nothing", async () => {
  const opened = await open();
  const back = await goToGitHub(opened);
  back.searchParams.set("code", "unknown");
  const answer = await fetch(back);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain("GitHub answered 404");
  expect((await fetch(back)).status).toBe(403);
  expect(() => statSync(opened.file)).toThrow();
});

test("where .env cannot be written, the page says so", async () => {
  const opened = await open();
  const back = await goToGitHub(opened);
  rmSync(join(opened.file, ".."), { recursive: true });
  const answer = await fetch(back);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain("could not be written to <code>.env</code>");
  expect(await isPending(opened.registration)).toBe(true);
});

test("after it, nothing is accepted any more", async () => {
  const opened = await open();
  const [first, second] = [await goToGitHub(opened), await goToGitHub(opened)];
  await (await fetch(first)).text();
  expect((await fetch(second)).status).toBe(403);
  expect((await fetch(opened.registration.url)).status).toBe(403);
});

test("a page that reaches this machine by another name gets nothing", async () => {
  const { registration, origin } = await open();
  const status = await new Promise<number>((resolve, reject) => {
    const { port, pathname, search } = new URL(registration.url);
    request(
      { host: "localhost", port, path: `${pathname}${search}`, headers: { host: `evil.example:${port}` } },
      (answer) => resolve(answer.resume().statusCode ?? 0),
    )
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
  expect((await fetch(`${origin}/elsewhere`)).status).toBe(404);
});
