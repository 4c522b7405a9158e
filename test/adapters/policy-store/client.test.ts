import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { classifyFailure } from "../../../src/adapters/github/client/failure.ts";
import {
  createPolicyStore,
  type PolicyStore,
  type PolicyStoreOptions,
} from "../../../src/adapters/policy-store/client.ts";
import {
  type PolicyStoreCode,
  PolicyStoreError,
} from "../../../src/adapters/policy-store/policy-store-error.ts";
import type { Policy } from "../../../src/domain/guard/policy.ts";
import { type FakePolicyStore, startFakePolicyStore } from "../../fake-policy-store/fake-policy-store.ts";
import type { StoreFault } from "../../fake-policy-store/store-faults.ts";

const key = "step_very-secret-key";
const owner = "octo-org";
const scope = { repository: "octo-repo", workflow: "ci.yml" };
const policy: Policy = {
  egressPolicy: "block",
  entries: ["z.example.org:443", "a.example.org:443", "*.example.org:443"],
  disableTelemetry: true,
  disableSudo: false,
  disableFileMonitoring: true,
};
const stored = {
  owner,
  policyName: "ci",
  allowed_endpoints: policy.entries,
  egress_policy: "block",
  disable_telemetry: true,
  disable_sudo: false,
  disable_file_monitoring: true,
};

let fake: FakePolicyStore;
let waits: number[];
let servers: Server[];

beforeEach(async () => {
  fake = await startFakePolicyStore();
  fake.keys.set(owner, key);
  waits = [];
  servers = [];
});

afterEach(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await fake.close();
});

/** A client that notes its pauses in place of making them. */
function clientOf(options: Partial<PolicyStoreOptions> = {}): PolicyStore {
  return createPolicyStore({
    baseUrl: fake.url,
    keyOf: (name) => (name === owner ? key : null),
    timeout: 60_000,
    retryBase: 1,
    wait: async (ms) => void waits.push(ms),
    ...options,
  });
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The error of a call, having looked through all of it for what must not be there. */
async function failureOf(work: Promise<unknown>): Promise<PolicyStoreError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PolicyStoreError)) throw new Error("no PolicyStoreError", { cause: error });
  const whole = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  for (const text of [whole, String(error.stack), JSON.stringify(error), error.message])
    expect(text).not.toContain("secret");
  expect(error.message).toMatch(/^[^\n]+: policy \S+ of \S+$/);
  expect(classifyFailure(error, 0)).toEqual({ kind: "retry" });
  return error;
}

const verbs = {
  read: (client: PolicyStore) => client.read(owner, "ci"),
  write: (client: PolicyStore) => client.write(owner, "ci", policy),
  remove: (client: PolicyStore) => client.remove(owner, "ci"),
  attach: (client: PolicyStore) => client.attach(owner, "ci", scope),
  detach: (client: PolicyStore) => client.detach(owner, "ci"),
} as const;
type Verb = keyof typeof verbs;
const allVerbs = Object.keys(verbs) as Verb[];

describe("a policy's life", () => {
  test("is made, read, attached, detached and removed, each with one right call", async () => {
    const client = clientOf();
    expect(await client.read(owner, "ci")).toBeNull();
    await client.write(owner, "ci", policy);
    expect(fake.policies.get("octo-org/ci")?.body).toEqual(stored);
    expect(await client.read(owner, "ci")).toEqual(policy);
    await client.attach(owner, "ci", scope);
    expect(fake.policies.get("octo-org/ci")?.attachments).toEqual([
      {
        org: {
          name: owner,
          apply_to_org: false,
          repos: [{ name: "octo-repo", apply_to_repo: false, workflows: ["ci.yml"] }],
        },
        clusters: [],
      },
    ]);
    await client.detach(owner, "ci");
    expect(fake.policies.get("octo-org/ci")?.attachments).toEqual([]);
    await client.remove(owner, "ci");
    expect(fake.policies.size).toBe(0);
    expect(fake.violations).toEqual([]);
    expect(fake.calls.map(({ status }) => status)).toEqual([404, 201, 200, 200, 204, 204]);
    expect(waits).toEqual([]);
  });

  test("can end twice", async () => {
    const client = clientOf();
    await client.remove(owner, "ci");
    await client.detach(owner, "ci");
    expect(fake.calls.map(({ status }) => status)).toEqual([404, 404]);
  });

  test("names are encoded", async () => {
    const paths: (string | undefined)[] = [];
    const baseUrl = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(404).end();
    });
    const client = clientOf({ baseUrl, keyOf: () => key });
    await client.read("a/b", "c?d#e");
    await client.detach("é", "..%2f");
    expect(paths).toEqual([
      "/github/a%2Fb/actions/policies/c%3Fd%23e",
      "/github/%C3%A9/actions/policies/..%252f/attach",
    ]);
  });

  test.each([[".."], ["."], [""]])(
    "a name that is a way to another path is not asked about: %j",
    async (name) => {
      const client = clientOf({ keyOf: () => key });
      await expect(client.remove(owner, name)).rejects.toMatchObject({ code: "rejected", httpStatus: null });
      await expect(client.remove(name, "ci")).rejects.toMatchObject({ code: "rejected", httpStatus: null });
      expect(fake.calls).toEqual([]);
    },
  );
});

describe("what fails", () => {
  const passing: [StoreFault, PolicyStoreCode, number | null][] = [
    ["500", "server-error", 500],
    ["429", "limited", 429],
    ["slow", "timeout", null],
    ["down", "unreachable", null],
  ];
  const lasting: [StoreFault, PolicyStoreCode, number][] = [
    ["401", "unauthorized", 401],
    ["409", "conflict", 409],
  ];
  const options = (kind: StoreFault) => (kind === "slow" ? { timeout: 50 } : {});

  describe.each(passing)("%s is tried three times", (kind, code, httpStatus) => {
    test.each(allVerbs)("%s", async (verb) => {
      fake.faults.faultAll(kind);
      const error = await failureOf(verbs[verb](clientOf(options(kind))));
      expect(error).toMatchObject({ code, httpStatus, retryAfter: null });
      expect(error.message).toContain("policy ci of octo-org");
      expect(error.cause === undefined).toBe(httpStatus !== null);
      expect(fake.calls).toHaveLength(3);
      expect(waits).toEqual([1, 4]);
      expect(fake.violations).toEqual([]);
    });
  });

  describe.each(passing)("%s passes", (kind) => {
    test("at the third try", async () => {
      fake.edit(owner, "ci", stored);
      for (const _ of [1, 2]) fake.faults.next("GET", /./, kind);
      // Not as short as above: the third try has to be in time.
      expect(await clientOf(kind === "slow" ? { timeout: 1_500 } : {}).read(owner, "ci")).toEqual(policy);
      expect(fake.calls).toHaveLength(3);
    });
  });

  describe.each(lasting)("%s is tried once", (kind, code, httpStatus) => {
    test.each(allVerbs)("%s", async (verb) => {
      fake.faults.faultAll(kind);
      expect(await failureOf(verbs[verb](clientOf()))).toMatchObject({ code, httpStatus, retryAfter: null });
      expect(fake.calls).toHaveLength(1);
    });
  });

  test.each(["write", "attach"] as const)("404 to %s, once", async (verb) => {
    fake.faults.faultAll("404");
    const error = await failureOf(verbs[verb](clientOf()));
    expect(error).toMatchObject({ code: "not-found", httpStatus: 404 });
    expect(fake.calls).toHaveLength(1);
  });

  test.each([
    [304, "unreadable-answer", 1],
    [400, "rejected", 1],
    [403, "unauthorized", 1],
    [408, "rejected", 1],
    [422, "rejected", 1],
    [502, "server-error", 3],
    [503, "server-error", 3],
  ])("a status of %i is %s", async (status, code, tries) => {
    let calls = 0;
    const baseUrl = await serve((_, response) => {
      calls += 1;
      response.writeHead(status).end();
    });
    expect(await failureOf(verbs.write(clientOf({ baseUrl })))).toMatchObject({ code, httpStatus: status });
    expect(calls).toBe(tries);
  });

  test("what is done and not heard of is done again", async () => {
    for (const method of ["POST", "POST", "DELETE", "DELETE"]) fake.faults.next(method, /./, "reset-after");
    const client = clientOf();
    await client.write(owner, "ci", policy);
    await client.attach(owner, "ci", scope);
    expect(fake.policies.get("octo-org/ci")?.attachments).toHaveLength(1);
    await client.detach(owner, "ci");
    await client.remove(owner, "ci");
    expect(fake.policies.size).toBe(0);
    expect(fake.violations).toEqual([]);
  });

  test("nobody listens", async () => {
    await fake.close();
    expect(await failureOf(verbs.read(clientOf()))).toMatchObject({ code: "unreachable" });
    expect(waits).toEqual([1, 4]);
    fake = await startFakePolicyStore();
  });

  test("an answer that does not end is too late", async () => {
    const baseUrl = await serve((_, response) => void response.writeHead(200).write("{"));
    const error = await failureOf(verbs.read(clientOf({ baseUrl, timeout: 20 })));
    expect(error).toMatchObject({ code: "timeout", httpStatus: null });
    expect(waits).toHaveLength(2);
  });

  test("an answer that breaks off is none", async () => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(200, { "content-length": 100 }).write("{}", () => response.destroy());
    });
    expect(await failureOf(verbs.read(clientOf({ baseUrl })))).toMatchObject({ code: "unreachable" });
  });

  test.each(["write", "attach", "remove", "detach"] as const)(
    "%s does not wait for the end of its answer",
    async (verb) => {
      const baseUrl = await serve((_, response) => void response.writeHead(200).write("{"));
      await verbs[verb](clientOf({ baseUrl }));
      expect(waits).toEqual([]);
    },
  );
});

describe("how long the store wants to be left alone", () => {
  test.each<[string, number, number[], number | null]>([
    ["0", 3, [1, 4], 0],
    ["7", 3, [7_000, 7_000], 7_000],
    ["10", 3, [10_000, 10_000], 10_000],
    ["11", 1, [], 11_000],
    ["3600", 1, [], 3_600_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 3, [1, 4], 0],
    ["-1", 3, [1, 4], null],
    ["soon", 3, [1, 4], null],
  ])("retry-after: %s", async (retryAfter, tries, paused, expected) => {
    fake.faults.faultAll("429");
    fake.faults.retryAfter = retryAfter;
    const error = await failureOf(verbs.write(clientOf()));
    expect(error).toMatchObject({ code: "limited", retryAfter: expected });
    expect(fake.calls).toHaveLength(tries);
    expect(waits).toEqual(paused);
  });

  test("a date far ahead", async () => {
    fake.faults.faultAll("429");
    fake.faults.retryAfter = new Date(Date.now() + 3_600_000).toUTCString();
    const { retryAfter } = await failureOf(verbs.read(clientOf()));
    expect(retryAfter).toBeGreaterThan(3_500_000);
    expect(retryAfter).toBeLessThanOrEqual(3_600_000);
  });

  test("a server that fails may say so too", async () => {
    const baseUrl = await serve((_, response) => void response.writeHead(503, { "retry-after": "30" }).end());
    const error = await failureOf(verbs.read(clientOf({ baseUrl })));
    expect(error).toMatchObject({ code: "server-error", retryAfter: 30_000 });
    expect(waits).toEqual([]);
  });

  test("pauses are real unless they are given", async () => {
    fake.faults.next("GET", /./, "500");
    const client = createPolicyStore({ baseUrl: fake.url, keyOf: () => key, timeout: 60_000, retryBase: 5 });
    const begun = performance.now();
    expect(await client.read(owner, "ci")).toBeNull();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(4);
  });
});

describe("keys", () => {
  test.each([
    ["none", null],
    ["an empty one", ""],
    ["one with a line's end", "secret\n"],
    ["one with a space", "a secret"],
    ["one that no header can have", "secret-ключ"],
  ])("%s is not sent", async (_case, bad) => {
    const client = clientOf({ keyOf: () => bad });
    expect(client.hasKey(owner)).toBe(false);
    for (const verb of allVerbs)
      expect(await failureOf(verbs[verb](client))).toMatchObject({ code: "no-key", httpStatus: null });
    expect(fake.calls).toEqual([]);
  });

  test("each owner has its own, asked for every time", async () => {
    const keys = new Map([["a-org", "key-a"]]);
    fake.keys.set("a-org", "key-a").set("b-org", "key-b");
    const client = clientOf({ keyOf: (name) => keys.get(name) ?? null });
    expect([client.hasKey("a-org"), client.hasKey("b-org")]).toEqual([true, false]);
    await client.write("a-org", "ci", policy);
    await expect(client.read("b-org", "ci")).rejects.toMatchObject({ code: "no-key" });
    keys.set("b-org", "key-b");
    expect(await client.read("b-org", "ci")).toBeNull();
    expect(fake.violations).toEqual([]);
  });

  test("a wrong one", async () => {
    fake.keys.set(owner, "another");
    expect(await failureOf(verbs.read(clientOf()))).toMatchObject({ code: "unauthorized", httpStatus: 401 });
    expect(fake.violations).toHaveLength(1);
  });

  test.each(allVerbs)("none follows a redirect: %s", async (verb) => {
    let followed = 0;
    const elsewhere = await serve((_, response) => {
      followed += 1;
      response.end();
    });
    const baseUrl = await serve((_, response) => {
      response.writeHead(307, { location: elsewhere }).end();
    });
    expect(await failureOf(verbs[verb](clientOf({ baseUrl })))).toMatchObject({ code: "unreachable" });
    expect(followed).toBe(0);
  });

  test.each([200, 400, 500])("none is told of where the answer repeats it, with %i", async (status) => {
    const baseUrl = await serve((request, response) => {
      response
        .writeHead(status, { "x-key": request.headers.authorization })
        .end(request.headers.authorization);
    });
    await failureOf(verbs.read(clientOf({ baseUrl })));
  });

  test("a message stays on one line", async () => {
    const client = clientOf({ keyOf: () => null });
    const error = await client.read("a\nb", "c\u2028d").catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/policy c\?d of a\?b$/);
  });
});

describe("what a read makes of an answer", () => {
  const plain = { disableTelemetry: false, disableSudo: false, disableFileMonitoring: false };
  const unset = { disable_telemetry: null, disable_sudo: null, disable_file_monitoring: null };

  test.each<[string, unknown, Policy]>([
    ["a whole one", stored, policy],
    ["unknown fields", { ...stored, denied_endpoints: ["a:1"], attachments: { org: null } }, policy],
    ["only what to do", { egress_policy: "audit" }, { egressPolicy: "audit", entries: [], ...plain }],
    [
      "nothing but nulls else",
      { egress_policy: "block", allowed_endpoints: null, ...unset },
      { egressPolicy: "block", entries: [], ...plain },
    ],
    [
      "what is no endpoint, twice",
      { egress_policy: "block", allowed_endpoints: ["no endpoint", "", "no endpoint"] },
      { egressPolicy: "block", entries: ["no endpoint", "", "no endpoint"], ...plain },
    ],
    [
      "as many and as long as can be",
      { egress_policy: "block", allowed_endpoints: Array(2_000).fill("a".repeat(300)) },
      { egressPolicy: "block", entries: Array(2_000).fill("a".repeat(300)), ...plain },
    ],
  ])("%s", async (_case, body, expected) => {
    fake.edit(owner, "ci", body);
    expect(await clientOf().read(owner, "ci")).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ["nothing", Buffer.from("")],
    ["a line's end", Buffer.from("\n")],
    ["null", null],
    ["an empty object", {}],
    ["no endpoints", { allowed_endpoints: [], disable_sudo: true }],
    ["what Go has for one that was never set", { ...stored, egress_policy: "", allowed_endpoints: null }],
  ])("no policy: %s", async (_case, body) => {
    fake.edit(owner, "ci", body);
    expect(await clientOf().read(owner, "ci")).toBeNull();
  });

  test.each<[string, unknown]>([
    ["endpoints without what to do", { allowed_endpoints: ["secret:443"] }],
    ["another thing to do", { ...stored, egress_policy: "secret" }],
    ["upper case", { ...stored, egress_policy: "BLOCK" }],
    ["endpoints in one text", { ...stored, allowed_endpoints: "secret:443" }],
    ["an endpoint that is no text", { ...stored, allowed_endpoints: [443] }],
    ["too many", { ...stored, allowed_endpoints: Array(2_001).fill("secret:443") }],
    ["one too long", { ...stored, allowed_endpoints: ["secret".repeat(51)] }],
    ["a boolean as a text", { ...stored, disable_sudo: "secret" }],
    ["a list", [stored]],
    ["a text", "secret"],
    ["no JSON", Buffer.from("secret")],
    ["half of it", Buffer.from('{"egress_policy": "secret')],
    ["too much", { ...stored, note: "secret".repeat(200_000) }],
  ])("unreadable: %s", async (_case, body) => {
    fake.edit(owner, "ci", body);
    const error = await failureOf(verbs.read(clientOf()));
    expect(error).toMatchObject({ code: "unreadable-answer", httpStatus: 200, retryAfter: null });
    expect(fake.calls).toHaveLength(1);
  });

  test("a portal's page", async () => {
    fake.faults.faultAll("garbage");
    expect(await failureOf(verbs.read(clientOf()))).toMatchObject({ code: "unreadable-answer" });
  });
});
