import { accountByAddress } from "../bodies/git.ts";
import { isAncestor } from "../git/history.ts";
import { pushPayload } from "../webhooks/push-payload.ts";
import { followBranch } from "./follow-branch.ts";
import type { Repository } from "./repository.ts";
import { type Actor, findAccount, type World } from "./world.ts";

/** Sets or deletes a ref with all that follows: the push event, and pull requests that move or close. */
export function setRef(
  world: World,
  repository: Repository,
  actor: Actor,
  { name, sha }: { readonly name: string; readonly sha: string | null },
): void {
  const before = repository.refs.get(name) ?? null;
  if (before === sha) return;
  repository.pushedAt = world.clock.now();
  if (sha === null) repository.refs.delete(name);
  else repository.refs.set(name, sha);
  const payload = pushPayload(world, { repository, actor, ref: name, before, after: sha });
  world.emit({ event: "push", repository, payload });
  if (name.startsWith("refs/heads/"))
    followBranch(world, repository, actor, name.slice("refs/heads/".length));
}

/** Whether a ref may go from one commit to another without force. */
export function isFastForward({ objects }: Repository, before: string, after: string): boolean {
  return isAncestor(objects, before, after);
}

/** What another writer of the same branch could have done meanwhile: the same commit, made a second later. */
export function rewriteHead(world: World, repository: Repository, name: string): void {
  const sha = repository.refs.get(name);
  const head = sha === undefined ? undefined : repository.objects.commit(sha);
  if (head === undefined) return;
  const account = accountByAddress(world, head.author.email) ?? repository.owner;
  const app = [...world.apps.values()].find(({ bot }) => bot.id === account.id) ?? null;
  const later = (person: typeof head.author) => ({ ...person, at: person.at + 1000 });
  const moved = repository.objects.writeCommit({
    ...head,
    author: later(head.author),
    committer: later(head.committer),
  });
  const actor = { account: findAccount(world, account.login) ?? account, app };
  setRef(world, repository, actor, { name, sha: moved.sha });
}
