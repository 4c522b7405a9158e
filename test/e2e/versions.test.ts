import { describe, expect, test } from "vitest";
import { releases } from "../../src/domain/harden-runner/version-table.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { buildJobLog, guardCommit } from "../support/job-log-builder.ts";
import {
  ask,
  deliverRun,
  newestPull,
  path,
  refusing,
  runJobs,
  usual,
  usualList,
  workflowOf,
} from "./enforcing.ts";
import { untilDone } from "./queue-state.ts";
import { addRepository, useWorld, world } from "./shared-world.ts";

const v2130 = "ec9f2d5744a09debf3a187a3f4f675c53b671911";
const v2194 = "9af89fc71515a100421586dfdb3dc9c984fbf411";
const nobodyKnows = "0123456789abcdef0123456789abcdef01234567";

useWorld();

/** A repository whose job `build` records with a release of Harden-Runner, as the file writes it. */
function addGuarded(
  uses: string,
  settings: string | null = null,
  text = workflowOf({ build: "audit" }).replace(guardCommit, uses),
): FakeRepository {
  return addRepository({ [path]: text, ...(settings !== null && { ".github/egress-bot.yml": settings }) });
}

/** Runs in audit mode, 18 hours apart: enough for a proposal. `ref` is what the file names, `commit` what the runner fetched for it. */
async function record(
  repository: FakeRepository,
  guard: { readonly ref: string; readonly commit: string },
  first = -40,
): Promise<void> {
  for (let index = 0; index < 20; index += 1)
    await deliverRun(world, repository, {
      day: first + index * 0.75,
      jobs: { build: { log: { guard, policy: "audit", allowedEndpoints: "" } } },
    });
  await untilDone(world.redis.redis);
}

function usesOn(repository: FakeRepository, ref: string): string | undefined {
  return /harden-runner@(.*)/.exec(repository.file(path, ref)?.content ?? "")?.[1];
}

const askOf = (repository: FakeRepository): Promise<string> =>
  ask(world, repository, repository.openIssue("maintainer", "Egress").number, "/egress status");

describe("the version of Harden-Runner", () => {
  test("of a job on v2.13 first moves by itself; the job is learned anew, and then blocks", async () => {
    const repository = addGuarded(`${v2130} # v2.13.0`);
    await record(repository, { ref: v2130, commit: v2130 });
    const first = newestPull(repository);
    expect(first.title).toBe("ci.yml: update Harden-Runner in build");
    expect(first.body).toMatch(/^\*\*Updates Harden-Runner in job `build` from v2\.13\.0 to v2\.21\.1\*\*/);
    const before = repository.file(path)?.content ?? "";
    expect(repository.file(path, first.pull.headRef)?.content).toBe(
      before.replace(`${v2130} # v2.13.0`, `${guardCommit} # v2.21.1`),
    );
    repository.mergePull(first.number, "maintainer");
    await runJobs(world, repository, {
      day: -20,
      jobs: { build: { log: { policy: "audit", allowedEndpoints: "" } } },
    });
    expect(repository.pulls()).toHaveLength(1);
    const status = await askOf(repository);
    expect(status).toContain("`build`: 1 of 10 complete runs");
    await record(repository, { ref: guardCommit, commit: guardCommit }, -19);
    const second = newestPull(repository);
    expect(second.number).not.toBe(first.number);
    expect(second.title).toBe("ci.yml: block egress in build (1 endpoint)");
    expect(second.body).not.toContain("Updates Harden-Runner");
    expect(usesOn(repository, second.pull.headRef)).toBe(`${guardCommit} # v2.21.1`);
  });

  test("below v2.9.1 moves first, as its record bears no marks and teaches nothing", async () => {
    const guard = { ref: "v2.8.0", commit: releases.find(({ tag }) => tag === "v2.8.0")?.commit ?? "" };
    const repository = addGuarded("v2.8.0");
    const log = buildJobLog({ guard, agent: usual, repository: `octo-org/${repository.name}` });
    const rawLog = log.replace(/ \[harden-runner\] (?:pre|main|post)-step(?=\n)/g, " ");
    await runJobs(world, repository, { day: -3, jobs: { build: { log: { guard }, rawLog } } });
    const pull = newestPull(repository);
    expect(pull.title).toBe("ci.yml: update Harden-Runner in build");
    expect(usesOn(repository, pull.pull.headRef)).toBe("v2.21.1");
    repository.mergePull(pull.number, "maintainer");
    await record(repository, { ref: "v2.21.1", commit: guardCommit }, -20);
    expect(newestPull(repository).title).toBe("ci.yml: block egress in build (1 endpoint)");
  });

  test("that must not block moves in the same edit, and the pull request says so first", async () => {
    const repository = addGuarded("v2.19.4");
    await record(repository, { ref: "v2.19.4", commit: v2194 });
    const pull = newestPull(repository);
    expect(pull.title).toBe("ci.yml: block egress in build (1 endpoint)");
    expect(pull.body).toMatch(/\| \*\*Harden-Runner\*\* \| v2\.19\.4 → v2\.21\.1 /);
    expect(usesOn(repository, pull.pull.headRef)).toBe("v2.21.1");
    expect(repository.file(path, pull.pull.headRef)?.content).toContain("egress-policy: block");
    // Harden-Runner itself has changed, which makes nothing suspicious.
    await runJobs(world, repository, {
      day: -10,
      event: "pull_request",
      actor: world.app.botLogin,
      headBranch: pull.pull.headRef,
      headSha: pull.pull.headSha,
      conclusion: "failure",
      jobs: {
        build: {
          conclusion: "failure",
          agent: [refusing("new.example.org")],
          log: { guard: { ref: "v2.21.1", commit: guardCommit } },
        },
      },
    });
    expect(repository.file(path, pull.pull.headRef)?.content).toContain("            new.example.org:443\n");
    expect(usesOn(repository, pull.pull.headRef)).toBe("v2.21.1");
  });

  test("of a job that blocks moves with the repair of its list, which says so first", async () => {
    const text = workflowOf({ build: usualList }).replace(guardCommit, `${v2194} # v2.19.4`);
    const repository = addGuarded("", null, text);
    const guard = { ref: v2194, commit: v2194 };
    await runJobs(world, repository, { day: -4, jobs: { build: { log: { guard } } } });
    expect(repository.pulls()).toEqual([]);
    await runJobs(world, repository, {
      day: -3,
      conclusion: "failure",
      jobs: { build: { conclusion: "failure", agent: [refusing("new.example.org")], log: { guard } } },
    });
    const pull = newestPull(repository);
    expect(pull.title).toBe("ci.yml: allow 1 missing endpoint in build");
    expect(pull.body).toMatch(/\| \*\*Harden-Runner\*\* \| v2\.19\.4 → v2\.21\.1 \(.*\): below v2\.21\.1/);
    expect(repository.file(path, pull.pull.headRef)?.content).toBe(
      text
        .replace(`${v2194} # v2.19.4`, `${guardCommit} # v2.21.1`)
        .replace(`${usualList[0]}\n`, `${usualList[0]}\n            new.example.org:443\n`),
    );
  });

  test("stays where the settings say so, and the job is held", async () => {
    const repository = addGuarded(v2194, "harden-runner: hold\n");
    await record(repository, { ref: v2194, commit: v2194 });
    expect(repository.pulls()).toEqual([]);
    const status = await askOf(repository);
    expect(status).toContain("Harden-Runner v2.19.4 must not block: below v2.21.1");
    expect(status).toContain("use Harden-Runner v2.21.1 or later, or ");
  });

  test("that nobody knows is said to be unknown, until a log names it", async () => {
    const repository = addGuarded(nobodyKnows);
    await record(repository, { ref: nobodyKnows, commit: nobodyKnows });
    expect(repository.pulls()).toEqual([]);
    expect(await askOf(repository)).toContain(
      `the version of Harden-Runner is unknown: I do not know ${nobodyKnows}`,
    );
    await record(repository, { ref: nobodyKnows, commit: guardCommit }, -20);
    expect(newestPull(repository).title).toBe("ci.yml: block egress in build (1 endpoint)");
    expect(usesOn(repository, newestPull(repository).pull.headRef)).toBe(nobodyKnows);
  });

  test("was told in all of this by the table alone: this GitHub has no Harden-Runner", async () => {
    expect(await world.store.upstreamTags.read()).toBeNull();
  });

  test("is not one whose tag has moved on GitHub, which is an alarm", async () => {
    const upstream = world.github.addRepository({ owner: "step-security", name: "harden-runner", files: {} });
    upstream.state.refs.set("refs/tags/v2.21.1", nobodyKnows);
    upstream.state.refs.set("refs/tags/v2.22.0", v2130);
    await world.redis.redis.del("egress:1:upstream-tags");
    const repository = addGuarded(v2194);
    await record(repository, { ref: v2194, commit: v2194 });
    expect(repository.pulls()).toEqual([]);
    const status = await askOf(repository);
    expect(status).toContain(`GitHub has Harden-Runner&#39;s tag v2.21.1 at commit ${nobodyKnows}`);
    expect(status).toContain("Harden-Runner v2.22.0 is out");
    expect(status).toContain("I know no newer release");
    await world.redis.redis.del("egress:1:upstream-tags");
  });
});
