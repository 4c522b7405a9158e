import type { MadeCall } from "./made-call.ts";
import type { Observation } from "./observation.ts";
import type { UnguardableReason } from "./reasons.ts";
import type { StepWindow } from "./step-window.ts";

/**
 * A tool that writes into a job's log what the job called. It is an action, and its record stands in what the post step of that action
 * prints: what GitHub says of this step bounds what can be evidence.
 */
export interface Recorder {
  /** The action as workflow files name it: `owner/name`, in lower case. */
  readonly action: string;
  /** Begins to read one job's log. Null where the log is all that is known of the job. */
  open(step: RecordingStep | null): LogReader;
}

/** All recorders that are known. Of several in a job the first one counts. */
export type Recorders = readonly [Recorder, ...Recorder[]];

/** What GitHub's jobs API says of the post step that printed a record. */
export interface RecordingStep {
  /** When it ran. What stands in the log outside of it is no record. */
  readonly window: PostStepWindow;
  /**
   * After it the runner prints nothing that a step can influence. Otherwise a text there, which may carry any timestamp, could pass
   * for the lines before the record and hide the record itself.
   */
  readonly endsWithRecord: boolean;
  /** The steps of the job that ran, to tell in which of them something was called. */
  readonly steps: readonly StepWindow[];
}

/** In milliseconds. The API knows whole seconds, so `to` is a second after what it says. */
export interface PostStepWindow {
  readonly from: number;
  readonly to: number;
}

/** Reads one job log in pieces of any size, in constant memory. Never throws: what could not be read is a reason in the observation. */
export interface LogReader {
  /** Takes the bytes that follow. They may be overwritten afterwards. */
  push(chunk: Buffer): void;
  /** Whether bytes from the beginning of the log are still needed. */
  needsHead(): boolean;
  /**
   * What is needed after the head: all the rest, or only the tail from some line before the recording step on. Bytes between head and
   * tail may then be left out, which `gap` says.
   */
  needsRest(): "everything" | "tail";
  /** Says that bytes are missing before the next piece. */
  gap(): void;
  /** Call it once, after the last piece. */
  end(): LoggedRecord;
}

/** What a recorder found in one job's log. */
export interface LoggedRecord {
  /** Whether anything in the log shows that the recorder was there. */
  readonly isPresent: boolean;
  readonly observation: Observation;
  /** Why the job cannot be held to a list where it runs, although it may be recorded; null where the record does not tell. */
  readonly unguardable: UnguardableReason | null;
  /**
   * The addresses that the job called under some names, sorted; `port` is null for any. Null where there is no record that could tell.
   * They are no part of the observation, as they are not kept.
   */
  addressesOf(isName: (host: string) => boolean, port: number | null): readonly string[] | null;
  /** What the observation names, each endpoint once, in the order of the first calls. Only pages ask for it, so it is no part of the observation. */
  listCalls(): readonly MadeCall[];
}
