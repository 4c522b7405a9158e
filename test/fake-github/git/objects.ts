import { createHash } from "node:crypto";

export type FileMode = "100644" | "100755" | "120000" | "160000";

/** An entry of one tree object; `mode` as git stores it (a folder is `40000`). */
export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  /** Milliseconds since the epoch; git keeps whole seconds. */
  readonly at: number;
}

export interface CommitContent {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
  /** The text of the `gpgsig` header; null where the commit is not signed. */
  readonly signature: string | null;
}

export interface Commit extends CommitContent {
  readonly sha: string;
}

/** The objects of one repository, by their real git ids (SHA-1). */
export interface GitObjects {
  writeBlob(content: Buffer): string;
  writeTree(entries: readonly TreeEntry[]): string;
  writeCommit(content: CommitContent): Commit;
  blob(sha: string): Buffer | undefined;
  tree(sha: string): readonly TreeEntry[] | undefined;
  commit(sha: string): Commit | undefined;
}

export function createGitObjects(): GitObjects {
  const blobs = new Map<string, Buffer>();
  const trees = new Map<string, readonly TreeEntry[]>();
  const commits = new Map<string, Commit>();
  return {
    writeBlob(content) {
      const sha = objectId("blob", content);
      blobs.set(sha, content);
      return sha;
    },
    writeTree(entries) {
      const sorted = [...entries].sort((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
      const sha = objectId(
        "tree",
        Buffer.concat(
          sorted.map(({ mode, name, sha }) =>
            Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, "hex")]),
          ),
        ),
      );
      trees.set(sha, sorted);
      return sha;
    },
    writeCommit(content) {
      const sha = objectId("commit", Buffer.from(commitText(content)));
      const commit = { ...content, sha };
      commits.set(sha, commit);
      return commit;
    },
    blob: (sha) => blobs.get(sha),
    tree: (sha) => trees.get(sha),
    commit: (sha) => commits.get(sha),
  };
}

/** The text of a commit object. */
export function commitText({ tree, parents, author, committer, message, signature }: CommitContent): string {
  const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
  lines.push(`author ${personText(author)}`, `committer ${personText(committer)}`);
  if (signature !== null) lines.push(`gpgsig ${signature.trimEnd().replaceAll("\n", "\n ")}`);
  return `${lines.join("\n")}\n\n${message}`;
}

function objectId(type: "blob" | "tree" | "commit", content: Buffer): string {
  return createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
}

/** Git sorts a folder as if its name ended with a slash. */
function sortKey({ mode, name }: TreeEntry): Buffer {
  return Buffer.from(mode === "40000" ? `${name}/` : name);
}

function personText({ name, email, at }: Person): string {
  return `${name} <${email}> ${Math.floor(at / 1000)} +0000`;
}
