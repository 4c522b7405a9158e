import { setTimeout as wait } from "node:timers/promises";
import { parse } from "yaml";
import { z } from "zod";
import type { World } from "../../test/e2e/bot.ts";
import { beginDue, readQueues } from "../../test/e2e/queue-state.ts";
import type { FakeRepository } from "../../test/fake-github/fake-repository.ts";
import { guardedJob } from "../../test/support/guarded-job.ts";
import { type AgentLine, called, resolved } from "../../test/support/job-log-builder.ts";
import { createRandom } from "../../test/support/random.ts";
import {
  type CalledHost,
  type DemoRepository,
  demoRepositories,
  strangeHost,
  workflowText,
} from "./repositories.ts";
import { realNow, setClock } from "./shift-clock.ts";

const day = 86_400_000;
/** Days after which people look at what the bot proposes. */
const lookEvery = 3;
/** The address with which block mode answers for a name that it refuses. */
const sinkhole = "54.185.253.63";

interface Living extends DemoRepository {
  readonly repository: FakeRepository;
  nextRun: number;
}

/** Lets a bot live through the days of a year, the last of which ends now: its repositories run, and a maintainer merges what it proposes. */
export async function liveYear(world: World, days: number, say: (text: string) => void): Promise<void> {
  const begin = realNow() - days * day;
  setClock(begin);
  const random = createRandom(23);
  const living = demoRepositories.map(
    (one): Living => ({ ...one, repository: addRepository(world, one), nextRun: one.since }),
  );
  world.github.autoDeliver(world.url);
  let id = 19_000_000_000;
  for (let today = 0; today < days; today += lookEvery) {
    for (const one of living)
      for (; one.nextRun < today + lookEvery && one.nextRun < days; one.nextRun += one.every) {
        setClock(Math.min(begin + one.nextRun * day, realNow()));
        await deliver(world, one, { id: id++, draw: random.next, today: one.nextRun });
      }
    setClock(Math.min(begin + (today + lookEvery) * day, realNow()));
    await rest(world);
    for (const { repository } of living) mergeProposals(repository);
    await rest(world);
    if (today % 60 === 0) say(`  … day ${today} of ${days}`);
  }
}

function addRepository({ github, installation }: World, one: DemoRepository): FakeRepository {
  return github.addRepository({
    owner: "octo-org",
    name: one.name,
    installationId: installation.id,
    private: one.isPrivate,
    files: { [`.github/workflows/${one.file}`]: workflowText(one) },
    collaborators: { maintainer: "maintain", reader: "read" },
  });
}

/** What nobody here knows waits for an answer. */
function mergeProposals(repository: FakeRepository): void {
  for (const { number, state, pull } of repository.pulls()) {
    const isStrange = hasStranger(repository, pull.headRef);
    if (state === "open" && !pull.draft && !isStrange) repository.mergePull(number, "maintainer");
  }
}

function hasStranger(repository: FakeRepository, branch: string): boolean {
  return demoRepositories.some(({ file }) =>
    repository.file(`.github/workflows/${file}`, branch)?.content.includes(strangeHost),
  );
}

/** A run with all jobs of a repository, whose guard steps do what the file says now. */
async function deliver(
  world: World,
  { repository, file, jobs }: Living,
  { id, draw, today }: { readonly id: number; readonly draw: () => number; readonly today: number },
): Promise<void> {
  const path = `.github/workflows/${file}`;
  const lists = readLists(repository.file(path)?.content ?? "");
  const start = new Date(Date.now()).toISOString().replace(/\.\d{3}Z$/, "Z");
  const run = world.github.addRun({
    repository,
    id,
    path,
    event: "push",
    actor: "maintainer",
    headBranch: "main",
    headSha: repository.head() ?? "",
    createdAt: start,
    runStartedAt: start,
    jobs: Object.entries(jobs).map(([name, hosts]) => {
      const list = lists.get(name) ?? null;
      const made = hosts.filter((host) => isCalled(host, today, draw));
      const isRefused = list !== null && made.some(({ host }) => !list.includes(`${host}:443`));
      return guardedJob({
        name,
        start,
        conclusion: isRefused ? "failure" : "success",
        log: {
          repository: `${repository.owner}/${repository.name}`,
          runId: id,
          policy: list === null ? "audit" : "block",
          allowedEndpoints: list?.join(" ") ?? "",
          agent: made.flatMap((host, place) => linesOf(host, place, list)),
        },
      });
    }),
  });
  await world.sendRun(run);
}

function isCalled(
  { share, from = 0, until = Number.POSITIVE_INFINITY }: CalledHost,
  today: number,
  draw: () => number,
): boolean {
  return draw() < share && today >= from && today < until;
}

function linesOf(
  { host, process, after }: CalledHost,
  place: number,
  list: readonly string[] | null,
): readonly AgentLine[] {
  const isRefused = list !== null && !list.includes(`${host}:443`);
  const address = isRefused ? sinkhole : `203.0.113.${10 + place}`;
  return [resolved(host, address, after - 1), called(host, address, { after, process })];
}

const fileSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(
        z.object({
          with: z
            .object({ "egress-policy": z.string(), "allowed-endpoints": z.string().default("") })
            .optional()
            .catch(undefined),
        }),
      ),
    }),
  ),
});

/** The list of each job that blocks. */
function readLists(text: string): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>();
  for (const [id, { steps }] of Object.entries(fileSchema.parse(parse(text)).jobs)) {
    const [guard] = steps.flatMap((step) => step.with ?? []);
    if (guard?.["egress-policy"] === "block")
      lists.set(
        id,
        guard["allowed-endpoints"].split(/\s+/).filter((entry) => entry !== ""),
      );
  }
  return lists;
}

/** Until the bot has done what was due. */
async function rest({ github, redis }: World): Promise<void> {
  await github.settled();
  await beginDue(redis.redis);
  while ((await readQueues(redis.redis)).open > 0) await wait(25);
}
