import { statSync } from "node:fs";
import { resolve } from "node:path";
import { describeSystemError } from "../shared/system-error.ts";
import { UsageError } from "../shared/usage-error.ts";
import { walk } from "../shared/walk.ts";

const inWorkflows = /[\\/]\.github[\\/]workflows[\\/][^\\/]+\.ya?ml$/;

/**
 * The workflow files a path names: itself, if it is a file; of a directory the YAML files in every `.github/workflows` below it, or in
 * itself where it is such a one, without `.git` and `node_modules`. Sorted.
 */
export function findWorkflows(path: string): {
  readonly isDirectory: boolean;
  readonly files: readonly string[];
} {
  try {
    if (!statSync(path).isDirectory()) return { isDirectory: false, files: [path] };
    const files = [...walk(path)].filter((file) => inWorkflows.test(resolve(file)));
    return { isDirectory: true, files: files.sort() };
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${describeSystemError(error)}`, { cause: error });
  }
}
