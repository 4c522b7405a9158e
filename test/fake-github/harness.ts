import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { afterEach, beforeEach } from "vitest";
import { createFakeGitHub, type FakeGitHub } from "./fake-github.ts";
import type { FakeRepository } from "./fake-repository.ts";
import type { FakeApp } from "./seed.ts";
import type { Job, Run } from "./state/repository.ts";
import type { Installation, Permissions } from "./state/world.ts";

const allPermissions: Permissions = {
  metadata: "read",
  actions: "read",
  contents: "write",
  workflows: "write",
  pull_requests: "write",
  issues: "read",
  checks: "write",
};
export const workflow = ".github/workflows/ci.yml";
export const path = "/repos/octo-org/octo-repo";
export const zero = "0".repeat(40);

// A key that is not the App's; made once, as making one takes longer than everything else.
const otherKey = newKey();

export let github: FakeGitHub;
export let app: FakeApp;
export let installation: Installation;
export let repository: FakeRepository;

/** A fake of its own for each test, with one App that is installed on one repository. */
export function useFakeGitHub(): void {
  beforeEach(async () => {
    github = await createFakeGitHub({ client: "anyone" });
    app = github.addApp({ id: 1, slug: "egress-bot", permissions: allPermissions });
    installation = github.addInstallation({ appId: 1, account: "octo-org" });
    github.addUser({ login: "mona" });
    repository = github.addRepository({
      owner: "octo-org",
      name: "octo-repo",
      installationId: installation.id,
      collaborators: { mona: "write" },
      files: {
        [workflow]: "on: push\njobs: {}\n",
        "run.sh": { content: "true\n", mode: "100755" },
        "README.md": "one\ntwo\nthree\nfour\nfive\nsix\nseven\n",
      },
    });
  });

  afterEach(async () => {
    await github.close();
  });
}

export interface CallOptions {
  /** Without it the installation's, with all its permissions; null sends none. */
  readonly token?: string | null | undefined;
  readonly body?: unknown;
  readonly etag?: string;
  readonly accept?: string;
}

/** Any JSON: the tests look into it freely. */
export type Json = ReturnType<typeof JSON.parse>;

/** One request below `/api/v3`, or to `graphql`. */
export async function call(method: string, where: string, { token, body, etag, accept }: CallOptions = {}) {
  const credential = token === undefined ? await installationToken() : token;
  const url = where === "graphql" ? github.baseUrl.replace("v3", "graphql") : `${github.baseUrl}${where}`;
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(etag === undefined ? {} : { "if-none-match": etag }),
      ...(accept === undefined ? {} : { accept }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const json: Json = isJson ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, body: json };
}

let cachedToken: { readonly github: FakeGitHub; readonly token: string } | null = null;

export async function installationToken(permissions?: Permissions): Promise<string> {
  if (permissions === undefined && cachedToken?.github === github) return cachedToken.token;
  const seconds = Math.floor(github.clock.now() / 1000);
  const token = jwt({ iat: seconds, exp: seconds + 60, iss: 1 });
  const where = `/app/installations/${installation.id}/access_tokens`;
  const body = permissions === undefined ? {} : { permissions };
  const answer = await call("POST", where, { token, body });
  if (permissions === undefined) cachedToken = { github, token: answer.body.token };
  return answer.body.token;
}

/** Moves refs by GraphQL; the type of the error, or null. */
export async function swap(...refUpdates: readonly unknown[]): Promise<string | null> {
  const query = "mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }";
  const variables = { input: { repositoryId: repository.state.nodeId, refUpdates } };
  const { body } = await call("POST", "graphql", { body: { query, variables } });
  return body.errors?.[0].type ?? null;
}

/** A commit of the App on the default branch's head. */
export async function commitOnTop(content: string): Promise<Json> {
  const tree = await call("POST", `${path}/git/trees`, {
    body: {
      base_tree: repository.head(),
      tree: [{ path: "new.txt", mode: "100644", type: "blob", content }],
    },
  });
  const body = { message: content, tree: tree.body.sha, parents: [repository.head()] };
  return (await call("POST", `${path}/git/commits`, { body })).body;
}

export function openTopic() {
  repository.commitFiles("topic", { "new.txt": "new\n" }, { author: "mona", message: "Add a file" });
  return repository.openPull("mona", { title: "t", head: "topic", base: "main" });
}

export function firstJob({ jobs }: Run): Job {
  const [job] = jobs;
  if (job === undefined) throw new Error("no job");
  return job;
}

/** A token by which an App names itself, or one that is signed wrongly. */
export function jwt(claims: Readonly<Record<string, unknown>>, flaw?: "other" | "hs256"): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: flaw === "hs256" ? "HS256" : "RS256", typ: "JWT" })}.${encode(claims)}`;
  const signature =
    flaw === "hs256"
      ? createHmac("sha256", app.privateKey).update(signed).digest()
      : sign("RSA-SHA256", Buffer.from(signed), flaw === "other" ? otherKey : app.privateKey);
  return `${signed}.${signature.toString("base64url")}`;
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
