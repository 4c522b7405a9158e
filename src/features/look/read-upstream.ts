import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { listActionTags } from "../../adapters/github/repositories/action-tags.ts";
import type { Store } from "../../adapters/store/store.ts";
import { compareWithTable, noUpstream, type Upstream } from "../../domain/harden-runner/upstream.ts";
import { sayMovedTag } from "../../domain/text/sentences/versions.ts";
import { guardAction } from "../../domain/workflow/guard-action.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "upstreamTags">;
}

/**
 * What GitHub's tags of Harden-Runner say beside the table, asked once a day. That a tag has moved is logged as an error. Where GitHub is
 * out of reach nothing is known beside the table, and nothing fails. @throws what the store answered with
 */
export async function readUpstream({ octokit, store }: Tools): Promise<Upstream> {
  const known = await store.upstreamTags.read();
  if (known !== undefined) return known === null ? noUpstream : compareWithTable(known);
  const tags = await listActionTags(octokit, guardAction);
  await store.upstreamTags.remember(tags);
  const upstream = tags === null ? noUpstream : compareWithTable(tags);
  for (const { tag, commit, known: own } of upstream.moved) octokit.log.error(sayMovedTag(tag, commit, own));
  return upstream;
}
