import type { Redis } from "../../../src/adapters/store/redis/redis.ts";
import { type PageBody, renderPage } from "../../../src/domain/text/pages/render-page.ts";
import { readJobPage } from "../../../src/features/insights/read-job-page.ts";
import { readOwnerPage } from "../../../src/features/insights/read-owner-page.ts";
import { readRepositoryPage } from "../../../src/features/insights/read-repository-page.ts";
import { readRunPage } from "../../../src/features/insights/read-run-page.ts";
import {
  failedRun,
  fillSampleOwner,
  fillSampleStore,
  olderRun,
  openRun,
  refusedRun,
  sampledRun,
  sampleNow,
  samplePath,
  sampleRepository,
} from "./sample-store.ts";

/** A page of the sample data, by the name of its picture, with its path. */
export interface SamplePage {
  readonly name: string;
  readonly here: string;
  readonly body: PageBody;
}

/** Every page that the sample data have. */
export async function readSamples(redis: Redis): Promise<readonly SamplePage[]> {
  const store = await fillSampleStore(redis);
  await fillSampleOwner(store);
  const tools = { store, octokit: null };
  const repository = sampleRepository;
  const samples: SamplePage[] = [];
  const add = <Kind extends PageBody["kind"]>(
    name: string,
    here: string,
    kind: Kind,
    page: unknown,
  ): void => {
    if (page !== null) samples.push({ name, here, body: { kind, page } as PageBody });
  };
  for (const jobId of ["build", "lint", "publish"])
    add(
      `job-${jobId}`,
      `/octo-org/shop/jobs/ci.yml/${jobId}`,
      "job",
      await readJobPage(tools, { repository, path: samplePath, jobId }, sampleNow),
    );
  add(
    "repository",
    "/octo-org/shop",
    "repository",
    await readRepositoryPage(tools, { repository }, sampleNow),
  );
  const runs = {
    run: refusedRun,
    "run-older": olderRun,
    "run-failed": failedRun,
    "run-open": openRun,
    "run-not-read": sampledRun,
  };
  for (const [name, runId] of Object.entries(runs))
    add(
      name,
      `/octo-org/shop/runs/${runId}`,
      "run",
      await readRunPage(tools, { repository, runId }, sampleNow),
    );
  const all = (await store.standings.readOwner(repository.ownerId)).repositories;
  const access = {
    list: async () => new Set(all.map(({ repositoryId }) => repositoryId)),
    ask: async (ids: readonly number[]) => new Set(ids),
  };
  const filter = { state: null, name: null, from: null };
  add(
    "owner",
    "/octo-org",
    "owner",
    await readOwnerPage(tools, { ownerId: repository.ownerId, login: "octo-org", access, filter }, sampleNow),
  );
  add(
    "owner-large",
    "/octo-org",
    "owner",
    await readOwnerPage(
      tools,
      {
        ownerId: repository.ownerId,
        login: "octo-org",
        access: { ...access, list: async () => null },
        filter: { ...filter, from: "service-02" },
      },
      sampleNow,
    ),
  );
  samples.push({ name: "welcome", here: "/", body: { kind: "welcome", signIn: "/sign-in" } });
  samples.push({ name: "home", here: "/", body: { kind: "home", owners: [{ login: "octo-org" }] } });
  samples.push({ name: "not-found", here: "/nobody", body: { kind: "not-found" } });
  samples.push({ name: "problem", here: "/octo-org", body: { kind: "problem", problem: "github" } });
  return samples;
}

/** The HTML of all of them, as somebody sees them who may write. */
export async function renderSamples(
  redis: Redis,
  assets: (name: string) => string,
): Promise<readonly { readonly name: string; readonly html: string }[]> {
  return (await readSamples(redis)).map(({ name, here, body }) => ({
    name,
    html: renderPage({ viewer: "mona", csrf: "token", mayWrite: true, here, assets, notice: null }, body),
  }));
}
