import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createBot } from "../../../src/adapters/github/client/bot.ts";
import { readManifest } from "../../../src/apps/server/registration/read-manifest.ts";
import { reportMissing } from "../../../src/apps/server/report-missing.ts";
import { createFakeGitHub } from "../../fake-github/fake-github.ts";

const manifest = readManifest();
const { default_permissions: permissions, default_events: events } = manifest;
const pace = { retryBase: 1, timeout: 60_000, throttled: false };

async function startGitHub() {
  const github = await createFakeGitHub();
  onTestFinished(() => github.close());
  return github;
}

/** What is said in the log, without time and level. */
async function report(
  github: Awaited<ReturnType<typeof startGitHub>>,
  app: ReturnType<typeof github.addApp>,
): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  const log = pino(
    { base: null, timestamp: false },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  const bot = createBot(app, github.baseUrl, pace, pino({ level: "silent" }));
  await reportMissing(bot, manifest, log);
  return lines;
}

test("an App that has all of it, and more, is not talked about", async () => {
  const github = await startGitHub();
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions: { ...permissions, members: "read" } });
  github.addInstallation({ appId: 17, account: "octo-org" });
  expect(await report(github, app)).toEqual([]);
});

test("what the App lacks is said once, and what an installation has not accepted is said of it", async () => {
  const github = await startGitHub();
  const { checks: _, ...others } = permissions;
  const granted = { ...others, contents: "read" as const };
  const app = github.addApp({
    id: 17,
    slug: "egress-bot",
    permissions: granted,
    events: events.filter((event) => event !== "repository"),
  });
  github.addInstallation({ appId: 17, account: "octo-org" });
  github.addInstallation({
    appId: 17,
    account: "other-org",
    permissions: { ...granted, issues: "read" },
    events: ["push"],
  });
  const origin = new URL(github.baseUrl).origin;
  expect(await report(github, app)).toEqual([
    {
      level: 40,
      permissions: ["contents: write", "checks: write"],
      events: ["repository"],
      page: `${origin}/apps/egress-bot`,
      msg: expect.stringContaining("the App lacks what app.yml asks for"),
    },
    {
      level: 40,
      account: "other-org",
      permissions: ["issues: write"],
      events: events.filter((event) => event !== "repository" && event !== "push"),
      page: expect.stringContaining("/settings/installations/"),
      msg: expect.stringContaining("has not accepted"),
    },
  ]);
});

test("where GitHub does not answer, that is said, and nothing is thrown", async () => {
  const github = await startGitHub();
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions });
  await github.close();
  expect(await report(github, app)).toMatchObject([
    { msg: "GitHub did not say which permissions the App has" },
  ]);
});
