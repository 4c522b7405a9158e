import { openRunFolder } from "./run-folder.ts";

/** Runs once for all test files: what they leave behind in the temporary folder or running goes with the run. */
export function setup(): () => Promise<void> {
  return openRunFolder().close;
}
