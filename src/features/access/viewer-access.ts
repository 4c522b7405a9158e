import { z } from "zod";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import {
  listViewerInstallations,
  listViewerRepositories,
  type ViewerInstallation,
} from "../../adapters/github/people/viewer.ts";
import {
  readViewerRepository,
  type ViewerRepository,
} from "../../adapters/github/people/viewer-repository.ts";
import type { AccessCache } from "../../adapters/store/pages/access-cache.ts";
import { repositoryNowSchema } from "../../domain/run/schema.ts";

/** What one signed-in person may see, as GitHub says it; its answers hold for five minutes. Every method throws what GitHub or the store answered. */
export interface ViewerAccess {
  /** The accounts with the App in which the person may read something. */
  listOwners(): Promise<readonly ViewerInstallation[]>;
  /** Null for an account in which the person may read nothing. */
  findOwner(login: string): Promise<ViewerInstallation | null>;
  /** Null for what the person may not read. */
  findRepository(owner: string, name: string): Promise<ViewerRepository | null>;
  /** The ids of all that the person may read of an owner; null where these are too many for a list. */
  listReadable(owner: ViewerInstallation): Promise<ReadonlySet<number> | null>;
  /** Which of some repositories the person may read: a call for each of which it is not known. */
  askReadable(ids: readonly number[]): Promise<ReadonlySet<number>>;
}

/** Where a person may read no more of an installation, all of it is listed at once; else GitHub is asked about what is to be shown. */
const mostListed = 500;
/** So many calls are under way at the same time. */
const atOnce = 10;

const ownersSchema: z.ZodType<readonly ViewerInstallation[]> = z.array(
  z.object({ installationId: z.int(), ownerId: z.int(), login: z.string() }),
);
const listSchema = z.object({ ids: z.array(z.int()).nullable() });
const foundSchema: z.ZodType<{ readonly found: ViewerRepository | null }> = z.object({
  found: z.object({ repository: repositoryNowSchema, mayWrite: z.boolean() }).nullable(),
});

export function createViewerAccess(octokit: Octokit, cache: AccessCache): ViewerAccess {
  async function listOwners(): Promise<readonly ViewerInstallation[]> {
    const known = await cache.read("owners", ownersSchema);
    if (known !== null) return known;
    const owners = await listViewerInstallations(octokit);
    await cache.write(new Map([["owners", owners]]));
    return owners;
  }

  async function listIds(installationId: number): Promise<readonly number[] | null> {
    const name = `list ${installationId}`;
    const known = await cache.read(name, listSchema);
    if (known !== null) return known.ids;
    const ids = await listViewerRepositories(octokit, installationId, mostListed);
    await cache.write(new Map([[name, { ids }]]));
    return ids;
  }

  async function askReadable(ids: readonly number[]): Promise<ReadonlySet<number>> {
    const known = await cache.readAll(ids.map(nameOf), z.boolean());
    const unknown = ids.filter((_, at) => known[at] === null);
    const readable = new Set(ids.filter((_, at) => known[at] === true));
    const answers = new Map<string, boolean>();
    const waiting = [...unknown];
    const askNext = async (): Promise<void> => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        const found = await readViewerRepository(octokit, { id });
        answers.set(nameOf(id), found !== null);
        if (found !== null) readable.add(id);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, askNext));
    await cache.write(answers);
    return readable;
  }

  return {
    listOwners,
    async findOwner(login) {
      const owners = await listOwners();
      return owners.find((owner) => owner.login.toLowerCase() === login.toLowerCase()) ?? null;
    },
    async findRepository(owner, name) {
      const field = `repository ${owner}/${name}`.toLowerCase();
      const known = await cache.read(field, foundSchema);
      if (known !== null) return known.found;
      const found = await readViewerRepository(octokit, { owner, name });
      await cache.write(new Map([[field, { found }]]));
      return found;
    },
    async listReadable({ installationId }) {
      const ids = await listIds(installationId);
      return ids === null ? null : new Set(ids);
    },
    askReadable,
  };
}

function nameOf(id: number): string {
  return `id ${id}`;
}
