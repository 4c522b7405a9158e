import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createFakeGitHub, type FakeGitHub } from "../fake-github/fake-github.ts";
import { deliver } from "../fake-github/webhooks/deliver.ts";
import { chromiumPath, startBrowser } from "../support/browser.ts";
import { buildCommand, cli, useFolder } from "../support/cli.ts";
import { createPlainBrowser } from "../support/pages/browser.ts";
import { until } from "../support/until.ts";

const folder = useFolder();

/** `egress serve` in an empty folder, on a machine where nothing is set. */
function serve(github: FakeGitHub, cwd: string): { readonly child: ChildProcess; readOutput(): string } {
  buildCommand();
  let output = "";
  const child = spawn(process.execPath, [cli, "serve"], {
    cwd,
    env: { PATH: process.env.PATH, PORT: "0", GHE_HOST: github.host, GHE_PROTOCOL: "http" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  });
  return { child, readOutput: () => output };
}

function find(text: string, pattern: RegExp): string {
  const [found] = pattern.exec(text) ?? [];
  if (found === undefined) throw new Error(`not there yet: ${text}`);
  return found;
}

test.skipIf(chromiumPath === null)("somebody registers the App in a browser, and it runs", async () => {
  const github = await createFakeGitHub();
  onTestFinished(() => github.close());
  const cwd = mkdtempSync(join(folder.path, "serve-"));
  const { readOutput } = serve(github, cwd);
  const address = await until(() => find(readOutput(), /http:\/\/localhost:\d+\/\?token=\S+/));
  const browser = await startBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 900, height: 1_000 } });
  const problems: string[] = [];
  page.on("console", (message) => {
    // Chromium also tells of statuses: of the form's 422, and of the icon that it looks for.
    if (!message.text().includes("responded with a status of")) problems.push(message.text());
  });
  const keep = async (name: string): Promise<void> => {
    const pictures = process.env.EGRESS_PICTURES;
    if (pictures !== undefined)
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };

  await page.goto(address);
  await keep("register");
  await page.getByLabel("Where can GitHub reach this App?").fill("https://localhost:3000");
  await page.getByLabel("Which organization owns the App?").fill("octo-org");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("GitHub does not send webhooks to localhost").waitFor();
  await keep("mistake");
  await page.getByLabel("Where can GitHub reach this App?").fill("https://egress.example.com");
  await page.getByLabel("Teams review").check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("only on the account that owns it, octo-org").waitFor();
  await keep("confirm");
  await page.getByRole("button", { name: "Continue on GitHub" }).click();
  await page.getByRole("button", { name: "Create GitHub App" }).click();
  const install = page.getByRole("link", { name: "Install egress-bot" });
  await install.waitFor();
  await keep("registered");
  expect(await install.getAttribute("href")).toBe(`http://${github.host}/apps/egress-bot/installations/new`);
  expect(problems).toEqual([]);

  const origin = new URL(address).origin;
  expect(github.manifests).toEqual([
    {
      organization: "octo-org",
      state: expect.any(String),
      manifest: {
        name: "egress-bot",
        description: "Learns what CI jobs call and proposes to block everything else",
        url: "https://egress.example.com",
        public: false,
        hook_attributes: { url: "https://egress.example.com/api/github/webhooks", active: true },
        redirect_url: `${origin}/registered`,
        callback_urls: ["https://egress.example.com/auth/callback"],
        request_oauth_on_install: false,
        setup_url: "https://egress.example.com/setup",
        default_permissions: {
          metadata: "read",
          actions: "read",
          contents: "write",
          workflows: "write",
          pull_requests: "write",
          issues: "write",
          checks: "write",
          members: "read",
        },
        default_events: [
          "workflow_run",
          "issue_comment",
          "pull_request",
          "push",
          "issues",
          "pull_request_review",
          "repository",
        ],
      },
    },
  ]);
  const env = parseEnv(readFileSync(join(cwd, ".env"), "utf8"));
  expect(Object.keys(env).sort()).toEqual([
    "APP_ID",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "PRIVATE_KEY",
    "PUBLIC_URL",
    "SESSION_KEYS",
    "WEBHOOK_SECRET",
  ]);
  expect(statSync(join(cwd, ".env")).mode & 0o777).toBe(0o600);

  // The same process runs as the App, which GitHub tells of its installation.
  const started = await until(() => find(readOutput(), /^\{.*"msg":"started"\}$/m));
  const port: unknown = JSON.parse(started).port;
  const options = { secret: env.WEBHOOK_SECRET ?? "", appId: Number(env.APP_ID) };
  const { status } = await deliver(`http://localhost:${port}/api/github/webhooks`, "ping", {}, options);
  expect(status).toBe(200);
  await page.goto(`http://localhost:${port}/setup?installation_id=1&setup_action=install`);
  await page.getByRole("heading", { name: "egress-bot is installed" }).waitFor();
  await keep("installed");

  // Its pages are on, and GitHub takes their address for the App's: what a proxy at that address passes on ends in a session.
  const pages = createPlainBrowser(`http://localhost:${port}`);
  github.addUser({ login: "mona" });
  github.setViewer("mona");
  const begun = await pages.get("/sign-in");
  const back = await fetch(begun.location ?? "", { redirect: "manual" });
  const callback = new URL(back.headers.get("location") ?? "");
  expect(`${callback.origin}${callback.pathname}`).toBe("https://egress.example.com/auth/callback");
  expect((await pages.get(`${callback.pathname}${callback.search}`)).status).toBe(303);
  const home = await pages.get("/");
  expect([home.status, home.text.includes("mona")]).toEqual([200, true]);
});
