/** GitHub says that a job is over and has no log of it yet. */
export class LateLogError extends Error {
  override readonly name = "LateLogError";
  readonly code = "log-late";
  /** When to ask again, in ms since 1970. */
  readonly askAgainAt: number;
  /** The workflow files about which the run has taught something already, sorted. */
  readonly paths: readonly string[];

  constructor(askAgainAt: number, paths: readonly string[] = []) {
    super("the log of a job is not there yet");
    this.askAgainAt = askAgainAt;
    this.paths = paths;
  }
}
