import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { nodeIdOf } from "./bodies/repository.ts";
import { type FileContent, writeContents } from "./fake-repository.ts";
import { type FileEntry, writeFiles } from "./git/files.ts";
import { createGitObjects } from "./git/objects.ts";
import { personOf } from "./state/commits.ts";
import type { Repository, Role } from "./state/repository.ts";
import {
  type Account,
  addAccount,
  findAccount,
  type Installation,
  type Permissions,
  type World,
} from "./state/world.ts";

export interface AppOptions {
  readonly id: number;
  readonly slug: string;
  readonly webhookSecret?: string;
  readonly permissions: Permissions;
  /** Without them all that the bot's manifest names. */
  readonly events?: readonly string[];
  /** Where people may be sent back to after they signed in. */
  readonly callbackUrls?: readonly string[];
  /** A login; without it an organization of the App's own. */
  readonly owner?: string;
}

const appEvents = [
  "issue_comment",
  "issues",
  "pull_request",
  "pull_request_review",
  "push",
  "repository",
  "workflow_run",
];

export interface FakeApp {
  readonly id: number;
  readonly slug: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** `slug[bot]` */
  readonly botLogin: string;
}

/** Registers an App, with its key pair and its bot account. */
export function addApp(world: World, options: AppOptions): FakeApp {
  const { id, slug, permissions } = options;
  const privateKey = givePrivateKey();
  const webhookSecret = options.webhookSecret ?? randomBytes(16).toString("hex");
  const clientId = `Iv1.${id}`;
  const clientSecret = randomBytes(20).toString("hex");
  const botLogin = `${slug}[bot]`;
  world.apps.set(id, {
    id,
    slug,
    clientId,
    clientSecret,
    callbackUrls: new Set(options.callbackUrls),
    publicKey: createPublicKey(createPrivateKey(privateKey)),
    webhookSecret,
    permissions,
    events: options.events ?? appEvents,
    owner: ownerFor(world, options.owner ?? `${slug}-owner`),
    bot: addAccount(world, { login: botLogin, type: "Bot" }),
    createdAt: world.clock.now(),
  });
  return { id, slug, clientId, clientSecret, privateKey, webhookSecret, botLogin };
}

export interface InstallationOptions {
  readonly id?: number;
  readonly appId: number;
  /** A login; an unknown one becomes an organization. */
  readonly account: string;
  /** Without them the App's own. */
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
}

/** Installs an App on an account; repositories join by `addRepository`. */
export function addInstallation(world: World, options: InstallationOptions): Installation {
  const app = world.apps.get(options.appId);
  if (app === undefined) throw new Error(`no App ${options.appId}`);
  const installation: Installation = {
    id: options.id ?? world.nextId(),
    app,
    account: ownerFor(world, options.account),
    permissions: options.permissions ?? app.permissions,
    events: options.events ?? app.events,
    repositories: new Set(),
    createdAt: world.clock.now(),
    suspendedAt: null,
  };
  world.installations.set(installation.id, installation);
  return installation;
}

export interface FakeUser {
  readonly id: number;
  readonly login: string;
  /** A personal token, for acting as this person over HTTP. */
  readonly token: string;
}

export interface UserOptions {
  readonly login: string;
  readonly id?: number;
  readonly type?: Account["type"];
  /** Of the token; without them all that a repository needs. */
  readonly scopes?: readonly string[];
}

/** Adds a person (or another account) with a personal token. */
export function addUser(
  world: World,
  { login, id, type, scopes = ["repo", "workflow"] }: UserOptions,
): FakeUser {
  const account = addAccount(world, { login, id, type: type ?? "User" });
  const token = `ghp_${randomBytes(24).toString("base64url")}`;
  world.tokens.set(token, { kind: "user", account, scopes, app: null, expiresAt: null });
  return { id: account.id, login: account.login, token };
}

export interface RepositoryOptions {
  readonly id?: number;
  /** A login; an unknown one becomes an organization. */
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch?: string;
  readonly files: Readonly<Record<string, FileContent>>;
  readonly private?: boolean;
  /** Without it no App sees the repository. */
  readonly installationId?: number;
  /** When it was pushed to last, ms since 1970; without it now. */
  readonly pushedAt?: number;
  readonly collaborators?: Readonly<Record<string, Role>>;
}

/** Makes a repository with one commit on its default branch. */
export function addRepository(world: World, options: RepositoryOptions): Repository {
  const owner = ownerFor(world, options.owner);
  const id = options.id ?? world.nextId();
  const repository: Repository = {
    id,
    nodeId: nodeIdOf(id),
    owner,
    name: options.name,
    defaultBranch: options.defaultBranch ?? "main",
    isPrivate: options.private ?? false,
    archived: false,
    keepsReviews: false,
    createdAt: world.clock.now(),
    pushedAt: options.pushedAt ?? world.clock.now(),
    objects: createGitObjects(),
    refs: new Map(),
    collaborators: new Map(
      Object.entries(options.collaborators ?? {}).map(([login, role]) => [login.toLowerCase(), role]),
    ),
    lockedBranches: new Set(),
    hasIssues: true,
    branchRules: new Set(),
    issues: new Map(),
    comments: new Map(),
    runs: [],
    artifacts: [],
    workflows: new Map(),
    checkRuns: new Map(),
    hasDrafts: true,
    labels: new Set(["bug", "documentation", "enhancement"]),
  };
  writeFirstCommit(repository, options.files, world.clock.now());
  if (options.installationId !== undefined) {
    const installation = world.installations.get(options.installationId);
    if (installation === undefined) throw new Error(`no installation ${options.installationId}`);
    installation.repositories.add(repository.id);
  }
  world.repositories.set(`${owner.login}/${options.name}`.toLowerCase(), repository);
  return repository;
}

function writeFirstCommit(
  repository: Repository,
  files: Readonly<Record<string, FileContent>>,
  at: number,
): void {
  const { objects, owner, refs, defaultBranch } = repository;
  const all = new Map<string, FileEntry>();
  writeContents(repository, all, files);
  const author = personOf(owner, at);
  const message = "Initial commit";
  const tree = writeFiles(objects, all);
  const commit = { tree, parents: [], author, committer: author, message, signature: null };
  refs.set(`refs/heads/${defaultBranch}`, objects.writeCommit(commit).sha);
}

function ownerFor(world: World, login: string): Account {
  return findAccount(world, login) ?? addAccount(world, { login, type: "Organization" });
}

let keyOfAll: string | null = null;

/** The same for all Apps of a process, as making one takes as long as many a test. */
function givePrivateKey(): string {
  keyOfAll ??= generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  }).privateKey;
  return keyOfAll;
}
