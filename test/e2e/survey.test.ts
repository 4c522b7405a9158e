// prove: survey      what egress survey says of 50 repositories is what the App proposes then, list by list, and nothing is written for it; 8 min
import { parse as parseCsv } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { Run } from "../fake-github/state/repository.ts";
import { egressBeside } from "../support/cli.ts";
import { addRuns, addScenarioRepository, guarded } from "../support/scenario.ts";
import { sizeOf } from "../support/size-of.ts";
import { startWorld, type World } from "./bot.ts";
import { untilQuiet } from "./ready.ts";

const { count } = sizeOf("survey", { suite: { count: 5 }, whole: { count: 50 } });
const hour = 3_600_000;
const path = ".github/workflows/ci.yml";
const settings = "per-day: {pull-requests: 1000}\nrepositories: ['*', '!r3']\n";

let world: World;
/** A token for each survey: of 50 repositories one takes half of the calls that a token has in an hour. */
const tokens: string[] = [];
const repositories: FakeRepository[] = [];
const learned: Run[] = [];

beforeAll(async () => {
  world = await startWorld();
  const { github, installation } = world;
  for (const login of ["surveyor-1", "surveyor-2"]) tokens.push(github.addUser({ login }).token);
  const installationId = installation.id;
  const all = { owner: "octo-org", name: ".github", installationId };
  github.addRepository({ ...all, files: { [settingsPath]: settings } });
  for (let index = 0; index < count; index += 1) {
    const repository = addScenarioRepository(github, { installationId, name: `r${index}` });
    for (const login of ["surveyor-1", "surveyor-2"]) repository.setRole(login, "read");
    // Every third one has too few runs.
    const runs = index % 3 === 1 ? 4 : 20;
    const since = Math.floor(Date.now() / hour - 1) * hour - (runs - 1) * 18 * hour;
    learned.push(...addRuns(github, repository, { path, count: runs, since }));
    repositories.push(repository);
  }
});
afterAll(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

interface Row {
  readonly repository: string;
  readonly path: string;
  readonly job: string;
  readonly state: string;
  readonly endpoints: string;
  readonly wanted: string;
}

test(`what a survey of ${count} repositories says is what the App proposes, and it writes nothing`, async () => {
  const { github, dns } = world;
  const survey = (...args: readonly string[]) =>
    egressBeside(["survey", "octo-org", ...args], {
      GITHUB_TOKEN: tokens.pop() ?? "",
      GH_TOKEN: "",
      GITHUB_API_URL: github.baseUrl,
      DNS_SERVERS: dns.address,
    });
  const before = github.calls.length;
  const csv = await survey("--csv");
  const json = await survey("--json");
  const calls = github.calls.slice(before);
  expect(calls.filter(({ method }) => method !== "GET")).toEqual([]);
  const rows = parseCsv<Row>(csv.stdout, { columns: true });
  const reports = json.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(reports.flatMap(({ jobs }) => jobs)).toHaveLength(rows.length);
  const ready = rows.filter(({ state, wanted }) => state === "ready" && wanted === "yes");

  for (const run of learned) await world.sendRun(run);
  await untilQuiet(world);
  const proposed = repositories.filter((repository) => repository.pulls().length > 0);
  expect(proposed.map(({ name }) => `octo-org/${name}`).sort()).toEqual(
    ready.map(({ repository }) => repository).sort(),
  );
  for (const repository of proposed) {
    const name = `octo-org/${repository.name}`;
    const row = ready.find((one) => one.repository === name);
    expect(Object.entries(guarded)).toContainEqual([row?.path, row?.job]);
    const text = repository.file(path, "egress-bot/ci.yml")?.content ?? "";
    const [guard] = parseYaml(text).jobs.build.steps;
    expect(guard.with["allowed-endpoints"].trim()).toBe(row?.endpoints);
    const report = reports.find((one) => one.repository === name && one.path === path);
    expect(report.jobs[0].entries.join(" ")).toBe(row?.endpoints);
    // The survey's difference is that of the pull request.
    const added = [...report.difference.matchAll(/^\+(?!\+\+)(.*)$/gm)].map(([, line]) => line);
    for (const line of added) expect(text.split("\n")).toContain(line);
  }
});
