/** Why the Policy Store did not do what it was asked for. */
export type PolicyStoreCode =
  /** There is none for the owner, or none that can be sent. Nothing was asked. */
  | "no-key"
  | "unauthorized"
  | "not-found"
  | "conflict"
  /** The store does not accept what was asked for. */
  | "rejected"
  | "limited"
  | "server-error"
  | "timeout"
  | "unreachable"
  | "unreadable-answer";

/** The policy that was asked for. */
export interface PolicyName {
  readonly owner: string;
  readonly name: string;
}

export interface PolicyStoreErrorOptions extends ErrorOptions {
  readonly httpStatus?: number;
  readonly retryAfter?: number | null;
}

const sayings: Readonly<Record<PolicyStoreCode, string>> = {
  "no-key": "there is no key for the Policy Store that can be sent",
  unauthorized: "the Policy Store does not accept the key",
  "not-found": "the Policy Store knows no such policy",
  conflict: "the Policy Store has a conflict",
  rejected: "the Policy Store does not accept what was asked for",
  limited: "the Policy Store wants to be asked less often",
  "server-error": "the Policy Store failed",
  timeout: "the Policy Store did not answer in time",
  unreachable: "the Policy Store cannot be reached",
  "unreadable-answer": "the Policy Store answered with what is no policy",
};

/**
 * The Policy Store did not do what it was asked for; with `timeout`, `unreachable` and `server-error` it may have. The message is one
 * line with the owner and the policy, and has neither the key nor anything of the answer's body.
 */
export class PolicyStoreError extends Error {
  override readonly name = "PolicyStoreError";
  readonly code: PolicyStoreCode;
  /** Null without an answer. Not `status`, by which tasks know what GitHub answered. */
  readonly httpStatus: number | null;
  /** How long the store wants to be left alone, in ms; null where it does not say. */
  readonly retryAfter: number | null;

  constructor(code: PolicyStoreCode, { owner, name }: PolicyName, options: PolicyStoreErrorOptions = {}) {
    const { httpStatus = null, retryAfter = null } = options;
    const answer = httpStatus === null ? "" : ` (HTTP ${httpStatus})`;
    super(`${sayings[code]}${answer}: policy ${onOneLine(name)} of ${onOneLine(owner)}`, options);
    this.code = code;
    this.httpStatus = httpStatus;
    this.retryAfter = retryAfter;
  }
}

function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?");
}
