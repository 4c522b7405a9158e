import { describeOldNode } from "../../../src/apps/cli/shared/old-node.ts";
import { openRunFolder } from "./run-folder.ts";

/** Runs once for all test files: what they leave behind in the temporary folder or running goes with the run. */
export function setup(): () => Promise<void> {
  const warning = describeOldNode(process.versions.node);
  if (warning !== null) {
    throw new Error(
      `${warning}Run script/test, or put script/node/node_modules/.bin first in PATH after script/bootstrap.`,
    );
  }
  return openRunFolder().close;
}
