import { ifThere } from "../../adapters/github/client/if-there.ts";
import {
  readHead,
  readRepository,
  readRepositoryNamed,
} from "../../adapters/github/repositories/repository.ts";
import { mayBeReadBy } from "../../domain/run/readers.ts";
import type { Repository } from "../../domain/run/repository.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { CalleeRepository, FindCallee } from "../../domain/workflow/jobs/locate-callee.ts";
import type { LearnTools } from "./tools.ts";

type Tools = Pick<LearnTools, "octokit"> &
  Pick<NonNullable<LearnTools["callees"]>, "findInstallation" | "connectTo">;

/**
 * Makes the function that finds the repository of a workflow that `caller` calls, if the caller's runs may teach about it: it has the same owner, is
 * reached by the same installation, and nobody can read it who cannot read the caller, for what the caller's runs called will stand in it. Each is
 * asked for once. @throws what GitHub answered with
 */
export function createCalleeFinder(caller: Repository, tools: Tools): FindCallee {
  const found = new Map<string, Promise<CalleeRepository | null>>();
  let now: Promise<RepositoryNow | null> | null = null;
  return (name) => {
    const key = name.toLowerCase();
    const known = found.get(key) ?? find(key);
    found.set(key, known);
    return known;
  };

  async function find(fullName: string): Promise<CalleeRepository | null> {
    const [owner = "", name = ""] = fullName.split("/");
    if (owner !== caller.owner.toLowerCase()) return null;
    if ((await tools.findInstallation({ owner, name })) !== caller.installationId) return null;
    const octokit = await tools.connectTo({ owner, name });
    const callee = await ifThere(() => readRepositoryNamed(octokit, { owner, name }));
    if (callee === null || callee.owner.toLowerCase() !== owner) return null;
    now ??= readRepository(tools.octokit, caller);
    const callerNow = await now;
    if (callerNow === null || !mayBeReadBy(callerNow, callee)) return null;
    const { id, defaultBranch } = callee;
    const head = await readHead(octokit, callee, defaultBranch);
    return head === null ? null : { id, owner: callee.owner, name: callee.name, defaultBranch, head };
  }
}
