/** Why a job whose guard step asks for `block` was not held to its list. */
export type NotEnforcedCause =
  /** A listed host did not resolve, so the agent took back all its rules. */
  | "host-unresolved"
  /** The agent took back all its rules, and did not say for which host. */
  | "reverted"
  /** The action could not find out the cache's host, and turned to audit by itself. */
  | "switched-to-audit"
  | "subscription-required"
  /** The agent set its rules for audit, and nothing says why. */
  | "audited"
  | "agent-timed-out"
  /** Nothing watched the job. */
  | "not-monitored"
  /** The Policy Store has no policy of the name, or none for the workflow. */
  | "policy-not-found"
  /** The Policy Store did not answer. */
  | "policy-store-failed"
  /** The job may not ask for the token by which the Policy Store knows it. */
  | "policy-no-token"
  /** The step asks the Policy Store without a key. */
  | "policy-no-key"
  /** The list has line ends, at which the agent does not split it. */
  | "list-unreadable";

/** Whether one job was held to its list. */
export type Enforcement =
  /** It was not asked for. */
  | { readonly state: "audit" }
  | { readonly state: "enforced" }
  /** `detail` is the host that did not resolve, or the reason code why nothing watched; null where there is no more to say. */
  | { readonly state: "not-enforced"; readonly cause: NotEnforcedCause; readonly detail: string | null }
  /** The log does not tell. */
  | { readonly state: "unknown" };
