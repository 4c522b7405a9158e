import { fileNameOf } from "../../../domain/run/file-name.ts";
import { type PolicyStatus, readRepositoryPolicies } from "../../../features/look/read-policies.ts";
import { formatTable } from "../shared/table.ts";
import { plain, toJsonText } from "../shared/terminal.ts";
import { eachRepository, type RepositoriesOptions } from "./each-repository.ts";

/** Reads and prints the policies that the App knows of; returns the exit code. @throws UsageError where Redis or GitHub cannot be asked */
export async function showPolicies(options: RepositoriesOptions, isJson: boolean): Promise<number> {
  const all: PolicyStatus[] = [];
  const isWhole = await eachRepository(options, readRepositoryPolicies, (policies) => {
    if (!isJson) all.push(...policies);
    else for (const policy of policies) process.stdout.write(`${toJsonText(policy)}\n`);
  });
  if (!isJson) process.stdout.write(describePolicies(all));
  return isWhole ? 0 : 1;
}

/** Lays policies out: a table, and below it what differs from what is recommended. */
export function describePolicies(policies: readonly PolicyStatus[]): string {
  if (policies.length === 0) return "the App knows of no policy here\n";
  const rows = policies.map(({ repository, path, name, jobs, state, stored, isEditedByHand }) => [
    plain(name),
    plain(repository),
    plain(fileNameOf(path)),
    jobs.length === 0 ? "-" : plain(jobs.join(", ")),
    state,
    stored === null ? "none" : stored.egressPolicy,
    stored === null ? "-" : String(stored.entries.length),
    isEditedByHand ? "yes" : "-",
  ]);
  const head = ["policy", "repository", "file", "jobs", "state", "stored", "entries", "edited by hand"];
  const differences = policies
    .filter(({ missing, needless }) => missing.length + needless.length > 0)
    .map(({ name, missing, needless }) =>
      [
        `\n${plain(name)}: recommended is another list\n`,
        ...missing.map((entry) => `  + ${plain(entry)}\n`),
        ...needless.map((entry) => `  - ${plain(entry)}\n`),
      ].join(""),
    );
  return (
    formatTable(head, rows, { drop: ["edited by hand", "entries", "jobs", "stored", "file"] }) +
    differences.join("")
  );
}
