import type { JobKey } from "../../../domain/run/job-key.ts";

/** The version of what is stored. Another version has other keys, so it never reads what it does not understand. */
const version = 1;

/** What begins all keys but those of the queues. */
export const dataPrefix = `egress:${version}:`;

/** What begins the keys of the queues. One hash tag, because a script of BullMQ touches several keys and a Redis Cluster wants them in one slot. */
export const queuePrefix = "{egress:queue}";

/** Which repositories were forgotten: of all of them, and so of none that is deleted. */
export const forgottenKey = `egress:${version}:forgotten`;

/** GitHub's tags of Harden-Runner: of no repository of an installation. */
export const upstreamTagsKey = `egress:${version}:upstream-tags`;

/** Which repository each policy of an owner's Policy Store belongs to: of no repository, as all of them use the same store. */
export function policyOwnersKey(owner: string): string {
  return `egress:${version}:policy-owners:${encodeComponent(owner.toLowerCase())}`;
}

/** How many calls backfills have made for an installation: of no repository, as the limit is the installation's. */
export function budgetKey(installationId: number): string {
  return `egress:${version}:budget:${installationId}`;
}

/** How many jobs of each owner stand in which state: of all owners, so that their sum is read at once. */
export const standingCountsKey = `egress:${version}:standing-counts`;

/** When somebody listened to GitHub last, and what is to be looked for since. */
export const heartbeatKey = `egress:${version}:heartbeat`;

/** Where the App is installed, as far as known: of no repository. */
export const installationsKey = `egress:${version}:installations`;

/** A key of an installation's, of no repository. All of an installation's are on one node of a Redis Cluster. */
export function installationKey(installationId: number, ...components: readonly string[]): string {
  return `egress:${version}:installation:{${installationId}}:${components.map(encodeComponent).join(":")}`;
}

/** A key of an owner's, of no repository. All of an owner's are on one node of a Redis Cluster. */
export function ownerKey(ownerId: number, ...components: readonly string[]): string {
  return `egress:${version}:owner:{${ownerId}}:${components.map(encodeComponent).join(":")}`;
}

/**
 * What begins all keys of a repository: `egress:1:{<repository id>}:`. The braces put them on one node of a Redis
 * Cluster. Nothing but digits gets between them, so the prefix has no character that is special in a pattern.
 */
export function repositoryPrefix(repositoryId: number): string {
  if (!Number.isSafeInteger(repositoryId) || repositoryId < 0) {
    throw new RangeError(`not a repository id: ${repositoryId}`);
  }
  return `egress:${version}:{${repositoryId}}:`;
}

/** Which version of what is stored was written last. Its own name has none, so that every release finds it. */
export const dataVersionKey = "egress:data-version";

/** Which App keeps its data here, by its number. Its own name has no version, so that every release finds it. */
export const appKey = "egress:app";

/** That every key of a repository is in the repository's index. */
export const indexedKey = `egress:${version}:indexed`;

/** That a worker looks for keys that are in no index, or did so a moment ago. */
export const indexingKey = `egress:${version}:indexing`;

/** Which keys a repository has: their names behind the prefix, by the ms since 1970 at which each ends. */
export function keyIndexOf(repositoryId: number): string {
  return `${repositoryPrefix(repositoryId)}keys`;
}

/** The index that a repository's key is in, and its name there. */
export function placeOf(key: string): { readonly index: string; readonly name: string } {
  const end = key.indexOf("}:") + 2;
  if (!key.startsWith(`${dataPrefix}{`) || end < 2) throw new RangeError(`no key of a repository: ${key}`);
  return { index: `${key.slice(0, end)}keys`, name: key.slice(end) };
}

/** A key of a repository from components of any text; different components give different keys. */
export function keyOf(repositoryId: number, ...components: readonly string[]): string {
  return repositoryPrefix(repositoryId) + components.map(encodeComponent).join(":");
}

/** The letters of the sources in a job's name. */
const sourceLetters = {
  "default-branch": "d",
  "pull-request": "p",
  trial: "t",
  untrusted: "u",
} as const satisfies Readonly<Record<JobKey["source"], string>>;

/** A job's name within its repository: `d:.github%2Fworkflows%2Fci.yml:build`. */
export function encodeJob(key: JobKey): string {
  return [sourceLetters[key.source], key.path, key.jobId].map(encodeComponent).join(":");
}

/** Reads what `encodeJob` wrote. */
export function decodeJob(repositoryId: number, text: string): JobKey {
  const [letter, path = "", jobId = ""] = text.split(":").map(decodeURIComponent);
  return { repositoryId, path, jobId, source: sourceOf(letter) };
}

/** What is not known to be believed is not. */
function sourceOf(letter: string | undefined): JobKey["source"] {
  const sources = ["default-branch", "pull-request", "trial"] as const;
  return sources.find((source) => sourceLetters[source] === letter) ?? "untrusted";
}

/** Percent-encoded, so without colons. Half characters (lone surrogates) become U+FFFD, as Redis would store them. */
function encodeComponent(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
