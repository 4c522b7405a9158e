import { readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { describeSystemError } from "../shared/system-error.ts";
import { UsageError } from "../shared/usage-error.ts";

const yaml = /\.ya?ml$/;
const inWorkflows = /(?:^|[\\/])\.github[\\/]workflows[\\/][^\\/]+$/;

/**
 * The workflow files a path names: itself, if it is a file; of a directory the YAML files right in it and those in every
 * `.github/workflows` below it, without `.git` and `node_modules`. Sorted.
 */
export function findWorkflows(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return [...walk(path)]
      .filter(
        (file) => yaml.test(file) && (inWorkflows.test(file) || !file.slice(path.length + 1).includes(sep)),
      )
      .sort();
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${describeSystemError(error)}`, { cause: error });
  }
}

function* walk(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isFile()) yield path;
    if (entry.isDirectory() && entry.name !== ".git" && entry.name !== "node_modules") yield* walk(path);
  }
}
