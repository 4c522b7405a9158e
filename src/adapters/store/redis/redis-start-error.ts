/** Why the program's own Redis could not be started. */
export type RedisStartCode = "not-installed" | "in-use" | "path-too-long" | "exited";

/** The program's own Redis could not be started; the message is one line for the user. */
export class RedisStartError extends Error {
  override readonly name = "RedisStartError";
  readonly code: RedisStartCode;

  constructor(code: RedisStartCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
