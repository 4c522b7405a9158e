import type { Redis } from "../../../src/adapters/store/redis/redis.ts";
import { type PageBody, renderPage } from "../../../src/domain/text/pages/render-page.ts";
import { readJobPage } from "../../../src/features/insights/read-job-page.ts";
import { fillSampleStore, sampleNow, samplePath, sampleRepository } from "./sample-store.ts";

/** Every page that the sample data have, by name. */
export async function renderSamples(
  redis: Redis,
  assets: (name: string) => string,
): Promise<readonly { readonly name: string; readonly html: string }[]> {
  const store = await fillSampleStore(redis);
  const tools = { store, octokit: null };
  const repository = sampleRepository;
  const bodies: { name: string; body: PageBody }[] = [];
  for (const jobId of ["build", "lint", "publish"]) {
    const page = await readJobPage(tools, { repository, path: samplePath, jobId }, sampleNow);
    if (page !== null) bodies.push({ name: `job-${jobId}`, body: { kind: "job", page } });
  }
  return bodies.map(({ name, body }) => ({
    name,
    html: renderPage(
      { viewer: "mona", csrf: "token", mayWrite: true, here: "/octo-org/shop", assets, notice: null },
      body,
    ),
  }));
}
