import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { type FakePolicyStore, startFakePolicyStore } from "./fake-policy-store.ts";
import type { StoreFault } from "./store-faults.ts";

const path = "/github/octo-org/actions/policies/ci";
const id = "octo-org/ci";
const policy = {
  owner: "octo-org",
  policyName: "ci",
  allowed_endpoints: ["github.com:443"],
  egress_policy: "block",
  disable_telemetry: false,
  disable_sudo: true,
  disable_file_monitoring: false,
};
const attachment = attachmentOf("ci.yml");

let store: FakePolicyStore;

beforeEach(async () => {
  store = await startFakePolicyStore();
  store.keys.set("octo-org", "right-key");
  store.keys.set("other-org", "other-key");
});

afterEach(async () => {
  await store.close();
});

function attachmentOf(workflow: unknown) {
  const repos = [{ name: "octo-repo", apply_to_repo: false, workflows: [workflow] }];
  return { org: { name: "octo-org", apply_to_org: false, repos }, clusters: [] };
}

function ask(method: string, asked: string, body?: unknown, headers: Record<string, string> = {}) {
  return fetch(store.url + asked, {
    method,
    headers: { authorization: "Bearer right-key", "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
}

async function statusOf(...asked: Parameters<typeof ask>): Promise<number> {
  const answer = await ask(...asked);
  await answer.text();
  return answer.status;
}

describe("what the store keeps", () => {
  test("a policy is made, read, replaced and removed", async () => {
    expect(await statusOf("GET", path)).toBe(404);
    expect(await statusOf("POST", path, policy)).toBe(201);
    expect(await (await ask("GET", path)).json()).toEqual(policy);
    const replaced = { ...policy, egress_policy: "audit", allowed_endpoints: [] };
    expect(await statusOf("POST", path, replaced)).toBe(200);
    expect(store.policies.get(id)?.body).toEqual(replaced);
    expect(await statusOf("DELETE", path)).toBe(204);
    expect(await statusOf("DELETE", path)).toBe(404);
    expect(store.policies.size).toBe(0);
    expect(store.violations).toEqual([]);
    expect(store.calls.map(({ method, status }) => `${method} ${status}`)).toEqual([
      "GET 404",
      "POST 201",
      "GET 200",
      "POST 200",
      "DELETE 204",
      "DELETE 404",
    ]);
    expect(new Set(store.calls.map((call) => call.path))).toEqual(new Set([path]));
  });

  test("attachments outlive a replacement and end with the policy", async () => {
    expect(await statusOf("POST", `${path}/attach`, attachment)).toBe(404);
    await statusOf("POST", path, policy);
    expect(await statusOf("POST", `${path}/attach`, attachment)).toBe(200);
    expect(await statusOf("POST", `${path}/attach`, attachment)).toBe(200);
    expect(await statusOf("POST", `${path}/attach`, attachmentOf("deploy.yml"))).toBe(200);
    await statusOf("POST", path, policy);
    expect(store.policies.get(id)?.attachments).toEqual([attachment, attachmentOf("deploy.yml")]);
    expect(await statusOf("DELETE", `${path}/attach`)).toBe(204);
    expect(store.policies.get(id)?.attachments).toEqual([]);
    await statusOf("POST", `${path}/attach`, attachment);
    await statusOf("DELETE", path);
    expect(await statusOf("DELETE", `${path}/attach`)).toBe(404);
    await statusOf("POST", path, policy);
    expect(store.policies.get(id)?.attachments).toEqual([]);
    expect(store.violations).toEqual([]);
  });

  test("a person's edit is kept as it is, with the attachments", async () => {
    await statusOf("POST", path, policy);
    await statusOf("POST", `${path}/attach`, attachment);
    store.edit("octo-org", "ci", { egress_policy: "audit", note: "by hand" });
    expect(await (await ask("GET", path)).json()).toEqual({ egress_policy: "audit", note: "by hand" });
    expect(store.policies.get(id)?.attachments).toEqual([attachment]);
  });

  test("names differ by their case", async () => {
    await statusOf("POST", path, policy);
    expect(await statusOf("GET", "/github/octo-org/actions/policies/CI")).toBe(404);
    expect(await statusOf("GET", "/github/Octo-Org/actions/policies/ci")).toBe(401);
  });
});

const { disable_sudo: _, ...withoutSudo } = policy;
const policies = "/github/octo-org/actions/policies";

describe("what the store refuses and notes", () => {
  test.each<[string, number, Parameters<typeof ask>]>([
    ["an unknown route", 400, ["GET", "/github/octo-org/actions/policy/ci"]],
    ["a route with more to it", 400, ["GET", `${path}/attach/ci`]],
    ["a query", 400, ["GET", `${path}?a=b`]],
    ["another method", 400, ["PUT", path, policy]],
    ["a read of attachments", 400, ["GET", `${path}/attach`]],
    ["no key", 401, ["GET", path, undefined, { authorization: "" }]],
    ["a wrong key", 401, ["GET", path, undefined, { authorization: "Bearer wrong-key" }]],
    ["another owner's key", 401, ["GET", path, undefined, { authorization: "Bearer other-key" }]],
    ["the key of another scheme", 401, ["GET", path, undefined, { authorization: "vm-api-key right-key" }]],
    ["an owner without a key", 401, ["GET", "/github/new-org/actions/policies/ci"]],
    ["a name with a space", 400, ["GET", `${policies}/c%20i`]],
    ["a name with a slash", 400, ["GET", `${policies}/c%2Fi`]],
    ["a name that is too long", 400, ["GET", `${policies}/${"a".repeat(129)}`]],
    ["a name that cannot be decoded", 400, ["GET", `${policies}/%ff`]],
    ["a body to be removed", 400, ["DELETE", path, {}]],
    ["no body", 400, ["POST", path]],
    ["a body that is no JSON", 400, ["POST", path, "{"]],
    ["another content type", 400, ["POST", path, policy, { "content-type": "text/plain" }]],
    ["an unknown field", 400, ["POST", path, { ...policy, attachments: {} }]],
    ["a missing field", 400, ["POST", path, withoutSudo]],
    ["a wrong type", 400, ["POST", path, { ...policy, disable_sudo: "true" }]],
    ["endpoints in one text", 400, ["POST", path, { ...policy, allowed_endpoints: "github.com:443" }]],
    ["another egress policy", 400, ["POST", path, { ...policy, egress_policy: "allow" }]],
    ["another owner than the path's", 400, ["POST", path, { ...policy, owner: "Octo-Org" }]],
    ["another name than the path's", 400, ["POST", path, { ...policy, policyName: "CI" }]],
    [
      "an attachment for another owner",
      400,
      ["POST", `${path}/attach`, { ...attachment, org: { ...attachment.org, name: "other-org" } }],
    ],
    ["an attachment with more", 400, ["POST", `${path}/attach`, { ...attachment, owner: "octo-org" }]],
    ["an attachment without clusters", 400, ["POST", `${path}/attach`, { org: attachment.org }]],
    ["a workflow's path", 400, ["POST", `${path}/attach`, attachmentOf(".github/workflows/ci.yml")]],
    ["a workflow that is no text", 400, ["POST", `${path}/attach`, attachmentOf(1)]],
  ])("%s", async (_case, status, asked) => {
    store.edit("octo-org", "ci", policy);
    expect(await statusOf(...asked)).toBe(status);
    expect(store.violations).toHaveLength(1);
    expect(store.violations.join()).not.toMatch(/-key/);
    expect(store.calls).toEqual([{ method: asked[0], path: asked[1], status }]);
    expect(store.policies.get(id)).toEqual({ body: policy, attachments: [] });
  });

  test("a path outside of the API", async () => {
    const answer = await fetch(new URL(path, store.url), { headers: { authorization: "Bearer right-key" } });
    expect(answer.status).toBe(400);
    expect(store.violations).toEqual([`GET ${path}: no such route`]);
  });
});

describe("what goes wrong when asked to", () => {
  const broken = async (...asked: Parameters<typeof ask>) => {
    await expect(ask(...asked)).rejects.toThrow("fetch failed");
    return 0;
  };

  test.each<[StoreFault, number, boolean]>([
    ["500", 500, false],
    ["401", 401, false],
    ["404", 404, false],
    ["409", 409, false],
    ["429", 429, false],
    ["garbage", 200, false],
    ["slow", 0, false],
    ["down", 0, false],
    ["reset-after", 0, true],
  ])("%s, once", async (kind, status, isDone) => {
    store.faults.holdMilliseconds = 5;
    store.faults.next("POST", /\/ci$/, kind);
    expect(await statusOf("GET", path)).toBe(404);
    expect(await (status === 0 ? broken : statusOf)("POST", path, policy)).toBe(status);
    expect(store.policies.has(id)).toBe(isDone);
    expect(await statusOf("POST", path, policy)).toBe(isDone ? 200 : 201);
    expect(store.calls.map((call) => call.status)).toEqual([404, status, isDone ? 200 : 201]);
    expect(store.violations).toEqual([]);
  });

  test("all until it ends, but for what is planned", async () => {
    store.faults.faultAll("500");
    store.faults.next("GET", path, "409");
    store.faults.next("GET", "/github/octo-org", "404");
    expect(await statusOf("GET", path)).toBe(409);
    expect(await statusOf("GET", path)).toBe(500);
    expect(await statusOf("POST", path, policy)).toBe(500);
    store.faults.stop();
    expect(await statusOf("POST", path, policy)).toBe(201);
  });

  test("a limit says how long where it is told to", async () => {
    store.faults.faultAll("429");
    expect((await ask("GET", path)).headers.get("retry-after")).toBeNull();
    store.faults.retryAfter = "7";
    expect((await ask("GET", path)).headers.get("retry-after")).toBe("7");
  });

  test("what is wrong is noted all the same", async () => {
    store.faults.faultAll("500");
    expect(await statusOf("POST", path, withoutSudo)).toBe(500);
    expect(store.violations).toHaveLength(1);
  });

  test("closing does not wait for what is held", async () => {
    store.faults.holdMilliseconds = 60_000;
    store.faults.faultAll("slow");
    const asked = broken("GET", path);
    await until(() => expect(store.calls).toHaveLength(1));
    await store.close();
    expect(await asked).toBe(0);
    store = await startFakePolicyStore();
  });
});
