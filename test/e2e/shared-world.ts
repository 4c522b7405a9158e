import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { startWorld, type World } from "./bot.ts";
import { path } from "./enforcing.ts";

/** The world of a test file that called `useWorld`. */
export let world: World;
let repositories = 0;

/** One world for all tests of a file, each of which has a repository of its own. No test may make a call that GitHub does not know. */
export function useWorld(): void {
  beforeAll(async () => {
    world = await startWorld();
    liftDailyLimits(world);
  });
  afterEach(() => expect(world.github.violations).toEqual([]));
  afterAll(() => world.close());
}

/** Lets the owner of all repositories have what they expect together in one day. */
export function liftDailyLimits({ github, installation }: World): void {
  github.addRepository({
    owner: "octo-org",
    name: ".github",
    installationId: installation.id,
    files: { [settingsPath]: "per-day: {pull-requests: 1000, issues: 1000}\n" },
  });
}

/** Adds a repository in which `maintainer` may write. A text alone is that of the workflow file. */
export function addRepository(files: Readonly<Record<string, string>> | string): FakeRepository {
  repositories += 1;
  return world.github.addRepository({
    owner: "octo-org",
    name: `product-${repositories}`,
    installationId: world.installation.id,
    files: typeof files === "string" ? { [path]: files } : files,
    collaborators: { maintainer: "maintain" },
  });
}
