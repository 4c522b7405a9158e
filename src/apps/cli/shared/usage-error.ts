/** Input that cannot be used: told in one line, exit code 1. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
