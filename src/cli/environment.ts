import { EnvironmentError } from "../environment.ts";
import { UsageError } from "./usage-error.ts";

/** Runs a reader of the environment, whose mistakes are the user's to correct. */
export function useEnvironment<Settings>(command: string, read: () => Settings): Settings {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const lines = error.problems.map((problem) => `\n  ${problem}`);
    throw new UsageError(`${command}: these settings cannot be used:${lines.join("")}`, { cause: error });
  }
}
