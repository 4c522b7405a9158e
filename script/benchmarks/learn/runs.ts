import type { World } from "../../../test/e2e/bot.ts";
import { deliverRun, path, usualList, workflowOf } from "../../../test/e2e/enforcing.ts";
import type { FakeRepository } from "../../../test/fake-github/fake-repository.ts";

/** A repository whose runs are measured. */
export interface Watched {
  readonly repository: FakeRepository;
  readonly jobs: readonly string[];
  readonly policy: "audit" | "block";
  runs: number;
}

let made = 0;

/** A repository with one workflow file of guarded jobs. */
export function addWatchedRepository(
  world: World,
  { jobs: count, policy }: { readonly jobs: number; readonly policy: "audit" | "block" },
): Watched {
  made += 1;
  const jobs = Array.from({ length: count }, (_, index) => `job-${index}`);
  const repository = world.github.addRepository({
    owner: "octo-org",
    name: `measured-${made}`,
    installationId: world.installation.id,
    files: { [path]: workflowFor(jobs, policy) },
    collaborators: { maintainer: "write" },
  });
  return { repository, jobs, policy, runs: 0 };
}

export function workflowFor(jobs: readonly string[], policy: "audit" | "block"): string {
  return workflowOf(Object.fromEntries(jobs.map((job) => [job, policy === "block" ? usualList : "audit"])));
}

/** Somebody pushes a commit that touches no workflow file, and its run ends. */
export async function addRun(world: World, watched: Watched): Promise<void> {
  const { repository, jobs, policy } = watched;
  watched.runs += 1;
  repository.commitFiles(
    "main",
    { "a.txt": `${watched.runs}` },
    { author: "maintainer", message: "Change it" },
  );
  await world.github.settled();
  const log = policy === "audit" ? ({ policy, allowedEndpoints: "" } as const) : ({ policy } as const);
  await deliverRun(world, repository, {
    day: -40 + watched.runs * 0.75,
    jobs: Object.fromEntries(jobs.map((job) => [job, { log }])),
  });
}
