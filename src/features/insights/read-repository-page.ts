import type { Store } from "../../adapters/store/store.ts";
import { makeRepositoryPage } from "../../domain/insight/make-repository-page.ts";
import type { RepositoryPage } from "../../domain/insight/repository-page.ts";
import { readLine } from "../../domain/run/file-line.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { assessKept, readKeptRules } from "./assess-kept.ts";
import { openKeptFiles } from "./read-kept-file.ts";
import { rememberBaselines } from "./remember-baselines.ts";
import type { InsightTools } from "./tools.ts";

/** As many as the bot looks at. */
const mostFiles = 100;

/** Reads the page of a repository; null where nothing is known of it. `now` is in ms since 1970. @throws what GitHub or the store answered with */
export async function readRepositoryPage(
  tools: InsightTools,
  { repository }: { readonly repository: RepositoryNow },
  now: number,
): Promise<RepositoryPage | null> {
  const { store } = tools;
  const { id } = repository;
  const baselines = rememberBaselines(store.baselines);
  const paths = await listPaths(id, store, baselines);
  if (paths.length === 0) return null;
  const kept = await readKeptRules(id, now, store);
  const keptFiles = openKeptFiles(repository, tools);
  const files: Parameters<typeof makeRepositoryPage>[0]["files"][number][] = [];
  for (const path of paths) {
    const parsed = await keptFiles.read(path);
    const { assessed } = await assessKept(repository, { path, parsed }, kept, store, baselines);
    files.push({ path, assessed });
  }
  return makeRepositoryPage({
    repository,
    files,
    open: await readOpen(id, paths, store),
    issues: await store.reports.listAlarmIssues(id),
  });
}

/** The workflow files of which something is known, by name. */
async function listPaths(
  repositoryId: number,
  store: Pick<Store, "jobRecords">,
  baselines: Pick<Store["baselines"], "list">,
): Promise<readonly string[]> {
  const [keys, records] = await Promise.all([
    baselines.list(repositoryId),
    store.jobRecords.list(repositoryId),
  ]);
  const paths = [...keys.map(({ path }) => path), ...records.keys()].map((line) => readLine(line).path);
  return [...new Set(paths)].sort().slice(0, mostFiles);
}

const openActions: ReadonlySet<string> = new Set(["opened", "updated", "unchanged"]);

/** The bot's open pull request of each file, as far as the last look at it found. */
export async function readOpen(
  repositoryId: number,
  paths: readonly string[],
  { looks, proposals }: Pick<Store, "looks" | "proposals">,
): Promise<ReadonlyMap<string, number>> {
  const open = new Map<string, number>();
  const states = await proposals.list(repositoryId);
  for (const path of paths) {
    const look = await looks.read(repositoryId, path);
    const state = states.get(path);
    const proposed = state !== undefined && openActions.has(state.action) ? state.pullRequest : null;
    const number = look === null ? proposed : look.open;
    if (number !== null) open.set(path, number);
  }
  return open;
}
