/**
 * The GitHub of `script/demo`, as a process of its own: the fake of the tests with a repository of three workflows and their runs. It
 * is told where webhooks go, delivers them signed, and shows what the bot did.
 */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { formatDifference } from "../src/apps/cli/shared/unified-diff.ts";
import { createFakeGitHub } from "../test/fake-github/fake-github.ts";
import type { PullIssue } from "../test/fake-github/state/repository.ts";
import { deliver } from "../test/fake-github/webhooks/deliver.ts";
import { called } from "../test/support/job-log-builder.ts";
import { createRandom } from "../test/support/random.ts";
import { addRuns, addScenarioRepository, appPermissions } from "../test/support/scenario.ts";

const path = ".github/workflows/ci.yml";
const names = ["ci", "matrix", "release"] as const;
/** Enough for what readiness asks of a list of three entries: 18 runs since the last new one. */
const runCount = 20;
const patience = 240_000;
/** So many logs are worth a line. */
const progressStep = 20;

const github = await createFakeGitHub();
const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
const installation = github.addInstallation({ appId: app.id, account: "octo-org" });
for (const login of ["maintainer", "reader"]) github.addUser({ login });
const repository = addScenarioRepository(github, { installationId: installation.id });
process.send?.({
  host: github.host,
  id: app.id,
  privateKey: app.privateKey,
  webhookSecret: app.webhookSecret,
});
const [url] = (await once(process, "message")) as [string];

const runs = names.flatMap((name) =>
  addRuns(github, repository, { path: `.github/workflows/${name}.yml`, count: runCount }),
);
const deliveries = createRandom(1).shuffle([...runs, ...runs]);
say(
  `delivering ${deliveries.length} signed webhooks: ${runCount} runs of 3 workflows, each twice, in random order`,
);
for (const run of deliveries) {
  const { status } = await deliver(url, "workflow_run", github.payloads.workflowRun(run, "completed"), {
    secret: app.webhookSecret,
  });
  if (status !== 200) throw new Error(`a webhook was answered with ${status}`);
}

say("waiting for the pull requests");
await until(() => repository.pulls().length === names.length);
for (const { number, title, pull } of [...repository.pulls()].reverse()) {
  console.log(`  #${number} ${title} (${pull.headRef} → ${pull.baseRef})`);
}
const ours = repository.pulls().find(({ pull }) => pull.headRef === "egress-bot/ci.yml");
if (ours === undefined) throw new Error("there is no pull request for ci.yml");
show(ours);

say("11 more runs that no webhook told of call a new host; a maintainer writes /egress refresh");
addRuns(github, repository, {
  path,
  count: 11,
  from: runCount,
  extra: [called("cdn.example.com", "203.0.113.77")],
});
const comment = repository.comment(ours.number, "maintainer", "/egress refresh");
await deliver(url, "issue_comment", github.payloads.issueComment(repository.state, comment, "created"), {
  secret: app.webhookSecret,
});
await until(() => repository.comments(ours.number).length > 1);
heading("The answer");
console.log(repository.comments(ours.number).at(-1)?.body);
heading("The pull request's change now");
console.log(difference(ours));

const counts = new Map<string, number>();
for (const { method, route } of github.calls) {
  const name = `${method} ${route}`;
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
heading("What the bot asked of GitHub");
for (const [name, count] of [...counts].sort((a, b) => b[1] - a[1])) {
  console.log(`  ${String(count).padStart(5)}  ${name}`);
}
console.log(`  ${github.violations.length} requests that GitHub would not have understood`);
await github.close();
process.disconnect?.();

function show(issue: PullIssue): void {
  heading(`Pull request #${issue.number}: ${issue.title}`);
  console.log(issue.body);
  heading("Its change");
  console.log(difference(issue));
}

function difference({ pull }: PullIssue): string {
  const before = repository.file(path)?.content ?? "";
  return formatDifference(path, before, repository.file(path, pull.headRef)?.content ?? "");
}

function heading(text: string): void {
  console.log(`\n--- ${text} ---\n`);
}

function say(text: string): void {
  console.log(`\n* ${text}`);
}

/** Waits, and shows how far the bot is whenever that has changed. */
async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + patience;
  let shown = "";
  while (!condition()) {
    if (Date.now() > end) throw new Error("the bot did not do it in time");
    const logs = github.calls.filter(({ route }) => route.endsWith("/logs")).length;
    const progress = `  … ${logs - (logs % progressStep)} logs read, pull requests open: ${repository.pulls().length}`;
    if (progress !== shown) console.log(progress);
    shown = progress;
    await wait(100);
  }
}
