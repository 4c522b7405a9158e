import { createHash } from "node:crypto";
import { type Files, writeFiles } from "../git/files.ts";
import type { Commit, CommitContent, Person } from "../git/objects.ts";
import type { Repository } from "./repository.ts";
import { type Account, type Actor, noReplyAddress, type World } from "./world.ts";

/** Who a commit names when GitHub made it on a page or for an App. */
function gitHub(at: number): Person {
  return { name: "GitHub", email: "noreply@github.com", at };
}

export function personOf(account: Account, at: number): Person {
  return { name: account.login, email: noReplyAddress(account), at };
}

/**
 * Makes a commit as `POST …/git/commits` does: an App that names no author and no committer gets one that GitHub
 * signs, every other is unsigned.
 */
export function createCommit(
  world: World,
  { objects }: Repository,
  actor: Actor,
  content: Pick<CommitContent, "message" | "tree" | "parents"> & {
    readonly author?: Person | undefined;
    readonly committer?: Person | undefined;
  },
): Commit {
  const { message, tree, parents, author, committer } = content;
  const self = personOf(actor.account, world.clock.now());
  if (actor.app !== null && author === undefined && committer === undefined) {
    return objects.writeCommit(
      signed({ message, tree, parents, author: self, committer: gitHub(self.at), signature: null }),
    );
  }
  const by = author ?? self;
  return objects.writeCommit({
    message,
    tree,
    parents,
    author: by,
    committer: committer ?? by,
    signature: null,
  });
}

/** A commit made on GitHub's pages, such as a merge: signed by GitHub. */
export function createWebCommit(
  world: World,
  { objects }: Repository,
  author: Account,
  content: { readonly message: string; readonly files: Files; readonly parents: readonly string[] },
): Commit {
  const at = world.clock.now();
  const tree = writeFiles(objects, content.files);
  const { message, parents } = content;
  return objects.writeCommit(
    signed({ message, tree, parents, author: personOf(author, at), committer: gitHub(at), signature: null }),
  );
}

/** Signs in form only: nobody can check it, but the commit carries the header. */
function signed(content: CommitContent): CommitContent {
  const digest = createHash("sha512").update(JSON.stringify(content)).digest("base64");
  return {
    ...content,
    signature: `-----BEGIN PGP SIGNATURE-----\n\n${digest.slice(0, 64)}\n${digest.slice(64)}\n-----END PGP SIGNATURE-----\n`,
  };
}

/** A commit that a person made on a computer of their own, in anybody's name, and signed with a key that their account has. */
export function createSignedCommit(
  world: World,
  { objects }: Repository,
  { author, committer }: { readonly author: Account; readonly committer: Account },
  content: Pick<CommitContent, "message" | "tree" | "parents">,
): Commit {
  const at = world.clock.now();
  const people = { author: personOf(author, at), committer: personOf(committer, at) };
  return objects.writeCommit(signed({ ...content, ...people, signature: null }));
}
