import { setTimeout as sleep } from "node:timers/promises";
import { ZodError } from "zod";
import type { Policy } from "../../domain/guard/policy.ts";
import { parsePolicy } from "../../domain/guard/policy-store/parse-policy.ts";
import { askStore, type StoreAnswer, type StoreRequest } from "./ask-store.ts";
import { type PolicyName, PolicyStoreError } from "./policy-store-error.ts";

/** One workflow, to which a policy is attached. */
export interface PolicyScope {
  /** Its name, without the owner's. */
  readonly repository: string;
  /** The name of its file, such as `ci.yml`. */
  readonly workflow: string;
}

/** StepSecurity's Policy Store. Everything but `hasKey` throws a PolicyStoreError; all of it can be repeated. */
export interface PolicyStore {
  /** Null where there is no such policy. */
  read(owner: string, name: string): Promise<Policy | null>;
  /** Makes the policy, or replaces it. */
  write(owner: string, name: string, policy: Policy): Promise<void>;
  /** Also where there is no such policy. */
  remove(owner: string, name: string): Promise<void>;
  /** @throws PolicyStoreError `not-found` where there is no such policy */
  attach(owner: string, name: string, scope: PolicyScope): Promise<void>;
  /** From all to which it is attached; also where there is nothing or no such policy. */
  detach(owner: string, name: string): Promise<void>;
  /** Whether the store can be asked about the owner's policies. */
  hasKey(owner: string): boolean;
}

export interface PolicyStoreOptions {
  /** Without a slash at the end: `https://agent.api.stepsecurity.io/v1`. */
  readonly baseUrl: string;
  /** The API key of an owner; null where there is none. */
  readonly keyOf: (owner: string) => string | null;
  /** For each of up to three tries, in ms. */
  readonly timeout: number;
  /** The pause before the second try, in ms; that before the third is four times as long. */
  readonly retryBase: number;
  readonly fetch?: typeof fetch;
  /** How to let so many ms pass. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/**
 * Makes the client of the Policy Store, whose shapes are those that StepSecurity's Terraform provider sends. The key of an owner is
 * sent to no host but that of the base URL, and is in no error.
 */
export function createPolicyStore(options: PolicyStoreOptions): PolicyStore {
  const { baseUrl, keyOf, timeout, retryBase, fetch: ask = fetch, wait = sleep } = options;

  function usableKey(owner: string): string | null {
    const key = keyOf(owner);
    // Of another, which cannot be in a header, `fetch` would throw an error that quotes it.
    return key !== null && /^[\x21-\x7e]+$/.test(key) ? key : null;
  }

  async function call(
    owner: string,
    name: string,
    { method, path = "", body }: { method: StoreRequest["method"]; path?: string; body?: unknown },
  ): Promise<StoreAnswer> {
    const policy = { owner, name };
    const key = usableKey(owner);
    if (key === null) throw new PolicyStoreError("no-key", policy);
    // In a URL they are no names but ways to other paths.
    if ([owner, name].some((part) => ["", ".", ".."].includes(part)))
      throw new PolicyStoreError("rejected", policy);
    const url = `${baseUrl}/github/${encodeURIComponent(owner)}/actions/policies/${encodeURIComponent(name)}${path}`;
    return askStore({ method, url, key, body, policy }, { timeout, retryBase, fetch: ask, wait });
  }

  return {
    async read(owner, name) {
      const answer = await orGone(call(owner, name, { method: "GET" }));
      return answer === null ? null : readPolicy(answer, { owner, name });
    },
    async write(owner, name, policy) {
      await call(owner, name, { method: "POST", body: writeBody(owner, name, policy) });
    },
    async remove(owner, name) {
      await orGone(call(owner, name, { method: "DELETE" }));
    },
    async attach(owner, name, scope) {
      await call(owner, name, { method: "POST", path: "/attach", body: attachBody(owner, scope) });
    },
    async detach(owner, name) {
      await orGone(call(owner, name, { method: "DELETE", path: "/attach" }));
    },
    hasKey: (owner) => usableKey(owner) !== null,
  };
}

function readPolicy({ httpStatus, text }: StoreAnswer, policy: PolicyName): Policy | null {
  try {
    return parsePolicy(text);
  } catch (cause) {
    // The error of what is no JSON quotes it.
    const options = cause instanceof ZodError ? { httpStatus, cause } : { httpStatus };
    throw new PolicyStoreError("unreadable-answer", policy, options);
  }
}

async function orGone<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PolicyStoreError && error.code === "not-found") return null;
    throw error;
  }
}

function writeBody(owner: string, name: string, policy: Policy) {
  return {
    owner,
    policyName: name,
    allowed_endpoints: policy.entries,
    egress_policy: policy.egressPolicy,
    disable_telemetry: policy.disableTelemetry,
    disable_sudo: policy.disableSudo,
    disable_file_monitoring: policy.disableFileMonitoring,
  };
}

function attachBody(owner: string, { repository, workflow }: PolicyScope) {
  return {
    org: {
      name: owner,
      apply_to_org: false,
      repos: [{ name: repository, apply_to_repo: false, workflows: [workflow] }],
    },
    clusters: [],
  };
}
