import { type PolicyName, type PolicyStoreCode, PolicyStoreError } from "./policy-store-error.ts";
import { readRetryAfter } from "./retry-after.ts";

export interface StoreRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  readonly key: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly policy: PolicyName;
}

/** How patiently the store is asked. */
export interface StorePace {
  /** For each try, until the end of the answer, in ms. */
  readonly timeout: number;
  /** The pause before the second try, in ms; that before the third is four times as long. */
  readonly retryBase: number;
  readonly fetch: typeof fetch;
  readonly wait: (ms: number) => Promise<unknown>;
}

export interface StoreAnswer {
  readonly httpStatus: number;
  /** Its body, to a GET; empty to every other. */
  readonly text: string;
}

const pauses = [1, 4] as const;
/** Of what the store asks to wait, in ms: for longer, the caller has better things to do. */
const longestWait = 10_000;
const largestAnswer = 1024 * 1024;
const passing: ReadonlySet<PolicyStoreCode> = new Set(["timeout", "unreachable", "server-error", "limited"]);

/**
 * Asks the store, again where that may help: all that it is asked for can be repeated. Gives an answer that says that it was done.
 * @throws PolicyStoreError
 */
export async function askStore(request: StoreRequest, pace: StorePace): Promise<StoreAnswer> {
  for (let failed = 0; ; failed += 1) {
    try {
      return await askOnce(request, pace);
    } catch (error) {
      const pause = pauses[failed];
      if (!(error instanceof PolicyStoreError) || !passing.has(error.code) || pause === undefined)
        throw error;
      const retryAfter = error.retryAfter ?? 0;
      if (retryAfter > longestWait) throw error;
      await pace.wait(Math.max(pace.retryBase * pause, retryAfter));
    }
  }
}

async function askOnce(request: StoreRequest, { timeout, fetch: ask }: StorePace): Promise<StoreAnswer> {
  const { method, url, key, body, policy } = request;
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await ask(url, {
      method,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // It could carry the key away.
      redirect: "error",
      signal,
    });
    const { ok, status: httpStatus, headers } = response;
    if (ok && method === "GET") return { httpStatus, text: await readText(response, policy) };
    // Nothing that comes of it matters: not even that the answer breaks off.
    response.body?.cancel().catch(() => undefined);
    if (ok) return { httpStatus, text: "" };
    const retryAfter = readRetryAfter(headers, Date.now());
    throw new PolicyStoreError(codeOf(httpStatus), policy, { httpStatus, retryAfter });
  } catch (cause) {
    if (cause instanceof PolicyStoreError) throw cause;
    throw new PolicyStoreError(signal.aborted ? "timeout" : "unreachable", policy, { cause });
  }
}

function codeOf(httpStatus: number): PolicyStoreCode {
  switch (httpStatus) {
    case 401:
    case 403:
      return "unauthorized";
    case 404:
      return "not-found";
    case 409:
      return "conflict";
    case 429:
      return "limited";
    default:
      if (httpStatus >= 500) return "server-error";
      // Below are those that `fetch` takes for no redirect, such as 304.
      return httpStatus >= 400 ? "rejected" : "unreadable-answer";
  }
}

async function readText(response: Response, policy: PolicyName): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > largestAnswer)
      throw new PolicyStoreError("unreadable-answer", policy, { httpStatus: response.status });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
