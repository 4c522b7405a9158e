import { EnvironmentError } from "../../../environment/environment-error.ts";

/** What a reader of the environment gives; null where it found mistakes, which are then told, one in a line. */
export function readEnvironmentOrTell<Settings>(command: string, read: () => Settings): Settings | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    for (const problem of error.problems) process.stderr.write(`egress: ${command}: ${problem}\n`);
    return null;
  }
}
