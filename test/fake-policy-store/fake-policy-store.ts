import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { perform, type Reply, type StoredPolicy } from "./perform.ts";
import { createStoreFaults, type StoreFault, type StoreFaults } from "./store-faults.ts";
import { readAction, readOwner, StoreViolation } from "./store-route.ts";

/** One request that was answered, in the order of the answers. */
export interface StoreCallSeen {
  readonly method: string;
  /** As it was asked for, without `/v1`. */
  readonly path: string;
  /** 0 where the connection was broken instead. */
  readonly status: number;
}

/** A Policy Store on 127.0.0.1, which accepts exactly what it knows. */
export interface FakePolicyStore {
  /** The base URL, with `/v1`. */
  readonly url: string;
  /** By owner. */
  readonly keys: Map<string, string>;
  /** By `owner/name`, whose case matters. */
  readonly policies: ReadonlyMap<string, StoredPolicy>;
  readonly calls: readonly StoreCallSeen[];
  /** Requests that were wrong, answered with 400, or 401 for their key: one line each. */
  readonly violations: readonly string[];
  readonly faults: StoreFaults;
  /** Stores what a person edits by hand, which nothing checks, and keeps the attachments. */
  edit(owner: string, name: string, body: unknown): void;
  close(): Promise<void>;
}

export async function startFakePolicyStore(): Promise<FakePolicyStore> {
  const keys = new Map<string, string>();
  const policies = new Map<string, StoredPolicy>();
  const calls: StoreCallSeen[] = [];
  const violations: string[] = [];
  const faults = createStoreFaults();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = url.startsWith("/v1/") ? url.slice("/v1".length) : url;
    const body = await readBody(request);
    const fault = faults.choose(method, path);
    const done = act({ method, path, body, request }, fault === null || fault === "reset-after");
    const reply = fault === null || fault === "reset-after" ? done : faultReply(fault);
    const isBroken = reply === null || fault === "reset-after";
    calls.push({ method, path, status: isBroken ? 0 : reply.status });
    if (!isBroken) send(response, reply, fault === "429" ? faults.retryAfter : null);
    else if (fault === "slow") setTimeout(() => request.socket.destroy(), faults.holdMilliseconds).unref();
    else request.socket.resetAndDestroy();
  }

  /** Also what is not to be done is checked. */
  function act(
    { method, path, body, request }: { method: string; path: string; body: string; request: IncomingMessage },
    isDone: boolean,
  ): Reply {
    const violate = (status: number, reason: string): Reply => {
      violations.push(`${method} ${path}: ${reason}`);
      return { status, body: { message: reason } };
    };
    try {
      if (!request.url?.startsWith("/v1/")) throw new StoreViolation("no such route");
      const key = keys.get(readOwner(path));
      const { authorization } = request.headers;
      if (key === undefined || authorization !== `Bearer ${key}`)
        return violate(401, authorization === undefined ? "no key" : "another key than the owner's");
      const action = readAction({ method, path, contentType: request.headers["content-type"], body });
      return isDone ? perform(policies, action) : { status: 200 };
    } catch (error) {
      return violate(400, error instanceof StoreViolation ? error.message : String(error));
    }
  }

  const server = createServer((request, response) => {
    // Who asked may be gone before all is read.
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    keys,
    policies,
    calls,
    violations,
    faults,
    edit(owner, name, body) {
      const { attachments = [] } = policies.get(`${owner}/${name}`) ?? {};
      policies.set(`${owner}/${name}`, { body, attachments });
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Null where the connection is broken instead. */
function faultReply(fault: Exclude<StoreFault, "reset-after">): Reply | null {
  switch (fault) {
    case "slow":
    case "down":
      return null;
    case "garbage":
      return { status: 200, body: Buffer.from("<html>Please log in</html>") };
    default:
      return { status: Number(fault), body: { message: `fault ${fault}` } };
  }
}

function send(response: ServerResponse, { status, body }: Reply, retryAfter: string | null): void {
  if (retryAfter !== null) response.setHeader("retry-after", retryAfter);
  if (body === undefined) response.writeHead(status).end();
  else if (Buffer.isBuffer(body)) response.writeHead(status, { "content-type": "text/html" }).end(body);
  else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}
