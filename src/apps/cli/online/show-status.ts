import {
  type RepositoryStatus,
  readRepositoryStatus,
} from "../../../features/look/read-repository-status.ts";
import { toJsonText } from "../shared/terminal.ts";
import { countStates, describeStatus } from "./describe-status.ts";
import { eachRepository, type RepositoriesOptions } from "./each-repository.ts";

/** Reads and prints how the repositories stand; returns the exit code. @throws UsageError where Redis or GitHub cannot be asked */
export async function showStatus(
  options: Omit<RepositoriesOptions, "command"> & { readonly isJson: boolean },
): Promise<number> {
  const statuses: RepositoryStatus[] = [];
  const isWhole = await eachRepository({ ...options, command: "status" }, readRepositoryStatus, (status) => {
    if (options.isJson) process.stdout.write(`${toJsonText(toJson(status))}\n`);
    else statuses.push(status);
  });
  if (!options.isJson) process.stdout.write(describeStatus(statuses));
  return isWhole ? 0 : 1;
}

function toJson(status: RepositoryStatus) {
  const { repository, jobs, misses, proposals, problems } = status;
  return { repository, states: countStates(status), jobs, misses, proposals, problems };
}
