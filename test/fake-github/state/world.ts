import type { KeyObject } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Repository } from "./repository.ts";

/** `contents: write` and so on, as an App's manifest has them. */
export type Permissions = Readonly<Record<string, "read" | "write" | "admin">>;

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Bot" | "Organization";
}

export interface App {
  readonly id: number;
  readonly slug: string;
  /** Of its OAuth. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callbackUrls: Set<string>;
  readonly publicKey: KeyObject;
  readonly webhookSecret: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly owner: Account;
  /** The account that the App acts as: `slug[bot]`. */
  readonly bot: Account;
  readonly createdAt: number;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  /** The ids of the selected repositories. */
  readonly repositories: Set<number>;
  readonly createdAt: number;
  /** Null unless its owner has suspended it. */
  suspendedAt: number | null;
}

export type Token =
  | {
      readonly kind: "installation";
      readonly installation: Installation;
      readonly permissions: Permissions;
      /** Null: all of the installation's. */
      readonly repositories: ReadonlySet<number> | null;
      readonly expiresAt: number;
    }
  /** A person's classic token, with its scopes: `repo`, `workflow`; or one that an App has for the person, without any. */
  | {
      readonly kind: "user";
      readonly account: Account;
      readonly scopes: readonly string[];
      readonly app: App | null;
      readonly expiresAt: number | null;
    };

/** Who does something: a person, or an App through its bot account. */
export interface Actor {
  readonly account: Account;
  readonly app: App | null;
}

/** An App that was registered by a manifest, with what GitHub tells about it once. */
export interface FakeRegistration {
  readonly app: App;
  /** PEM. */
  readonly privateKey: string;
}

/** A change of the state that GitHub tells Apps about; `payload` still lacks `installation`. */
export interface WorldEvent {
  readonly event: string;
  readonly repository: Repository;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** All state of the fake but its HTTP side. */
export interface World {
  readonly clock: Clock;
  /** `http://127.0.0.1:PORT`; pages stand at it, the API below `/api/v3`. */
  readonly origin: string;
  readonly logOrigin: string;
  /** By login in lower case. */
  readonly accounts: Map<string, Account>;
  readonly apps: Map<number, App>;
  /** What the codes of registrations stand for that nobody has fetched yet: the ids of Apps with their private keys. */
  readonly registrations: Map<string, FakeRegistration>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  /** By `owner/name` in lower case. */
  readonly repositories: Map<string, Repository>;
  /** The ids of teams, by `owner/team` in lower case. */
  readonly teams: Map<string, number>;
  /** Names that repositories had before, in lower case, to the repositories' ids. */
  readonly formerNames: Map<string, number>;
  /** What Apps made use of, `contents:write` and so on. */
  readonly usedPermissions: Set<string>;
  nextId(): number;
  emit(event: WorldEvent): void;
}

/** Finds an account by its login, whose case does not matter. */
export function findAccount(world: World, login: string): Account | undefined {
  return world.accounts.get(login.toLowerCase());
}

/** Adds an account. @throws if the login is taken by one of another type */
export function addAccount(
  world: World,
  { login, type, id }: { login: string; type: Account["type"]; id?: number | undefined },
): Account {
  const known = findAccount(world, login);
  if (known !== undefined) {
    if (known.type !== type) throw new Error(`${login} is a ${known.type} already`);
    return known;
  }
  const account: Account = { id: id ?? world.nextId(), login, type };
  world.accounts.set(login.toLowerCase(), account);
  return account;
}

/** The address by which GitHub ties a commit to an account. */
export function noReplyAddress({ id, login }: Account): string {
  return `${id}+${login}@users.noreply.github.com`;
}

export function apiUrl(world: World): string {
  return `${world.origin}/api/v3`;
}
