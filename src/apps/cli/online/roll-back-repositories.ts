import { openResolvers } from "../../../adapters/dns/resolve-hosts.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import { type RolledBack, rollBack } from "../../../features/propose/roll-back.ts";
import { formatTable } from "../shared/table.ts";
import { plain } from "../shared/terminal.ts";
import { eachRepository, type RepositoriesOptions } from "./each-repository.ts";

/** Proposes the return to audit mode and prints what was done; returns the exit code. @throws UsageError where Redis or GitHub cannot be asked */
export async function rollBackRepositories(options: RepositoriesOptions, since: string): Promise<number> {
  const resolveHosts = openResolvers(options.dnsServers);
  const at = new Date().toISOString();
  const all: RolledBack[] = [];
  const isWhole = await eachRepository(
    options,
    (repository, tools) => rollBack(repository, { since, at }, { ...tools, resolveHosts }),
    (done) => all.push(...done),
  );
  process.stdout.write(describeRolledBack(all, since));
  return isWhole ? 0 : 1;
}

/** Lays out what was done, a row for each workflow file. */
export function describeRolledBack(all: readonly RolledBack[], since: string): string {
  if (all.length === 0) return `no job came to block since ${since}\n`;
  const rows = all.map(({ repository, path, jobs, action, pullRequest, policies }) => [
    plain(repository),
    plain(fileNameOf(path)),
    plain(jobs.join(", ")),
    pullRequest === null ? action : `${action}, #${pullRequest}`,
    policies.length === 0 ? "-" : plain(policies.join(", ")),
  ]);
  return formatTable(["repository", "file", "jobs", "pull request", "policies to be applied"], rows, {
    drop: ["policies to be applied"],
  });
}
