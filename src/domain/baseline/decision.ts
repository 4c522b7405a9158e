/** What somebody with the right to has said about an endpoint, whatever the runs show. */
export interface Decision {
  readonly kind: "allow" | "deny";
  /** `host:port`, or `prefix*suffix:port` for a pattern. */
  readonly endpoint: string;
  readonly origin: DecisionOrigin;
  /** Of an allow that answers a refusal: the jobs that were refused it, whose lists alone get it uncalled. Absent for all of the file. */
  readonly jobs?: readonly string[];
}

export type DecisionOrigin =
  /** The settings file. */
  | { readonly kind: "settings" }
  /** A command in a comment. `reason` is hostile text, empty where none was given; `at` is ISO 8601 UTC. */
  | { readonly kind: "person"; readonly login: string; readonly at: string; readonly reason: string };

/** What somebody has said about a job. */
export type JobDecision =
  /** Never propose it. */
  | { readonly kind: "ignore"; readonly login: string; readonly at: string }
  /** Propose that it only records again, and nothing else. */
  | { readonly kind: "audit"; readonly login: string; readonly at: string }
  /** Propose it although these gates (reason codes) were not passed. */
  | {
      readonly kind: "propose";
      readonly login: string;
      readonly at: string;
      readonly gates: readonly string[];
    };

/** All that was said about one workflow file. A later word about the same endpoint or job takes the place of an earlier one. */
export interface FileDecisions {
  /** Sorted by endpoint, each once. */
  readonly endpoints: readonly Decision[];
  /** By job id. */
  readonly jobs: ReadonlyMap<string, JobDecision>;
}

/** Nobody has said anything. */
export const noDecisions: FileDecisions = { endpoints: [], jobs: new Map() };
