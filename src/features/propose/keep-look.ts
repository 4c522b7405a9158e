import type { Store } from "../../adapters/store/store.ts";
import { mayTrim } from "../../domain/proposal/plan.ts";
import { printOf } from "../../domain/proposal/print.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import { outsideOf } from "../enforce/outsides.ts";
import type { PolicyTools } from "../enforce/policy-store/policy-tools.ts";
import type { ProposeTools } from "./propose-tools.ts";
import type { ProposalState } from "./read-proposal-state.ts";
import type { ProposeAction } from "./result.ts";

const hour = 60 * 60_000;
const day = 24 * hour;

/**
 * For how long what a look found counts where nothing says otherwise, in ms: what neither a webhook nor a run tells of is found after that. Where
 * nothing is proposed there is little to be found.
 */
function patienceFor(action: ProposeAction): number {
  switch (action) {
    // People may let the bot do its work at any time, and no webhook tells of it.
    case "not-permitted":
    case "hands-off":
    case "archived":
      return hour;
    case "none":
      return 7 * day;
    case "opened":
    case "updated":
    case "unchanged":
    case "closed":
    case "rejected":
    case "held-back":
    case "no-file":
      return day;
  }
}

/**
 * Keeps what a look at a proposal found. `name` is the look's, as it was begun. `now` is in ms since 1970. Of a file that is not there, or
 * cannot be read, nothing is kept, so that it is looked at each time. @throws PolicyStoreError, and what the store answered with
 */
export async function keepLook(
  { repository, line, file, assessed, proposed, open, merged, rules }: ProposalState,
  { name, action, now }: { readonly name: string; readonly action: ProposeAction; readonly now: number },
  tools: PolicyTools &
    Pick<ProposeTools, "resolveHosts"> & { readonly store: Pick<Store, "looks" | "reports"> },
): Promise<void> {
  if (assessed?.ok !== true) return;
  const { looks, reports } = tools.store;
  const { path } = file;
  const { mode } = rules.settings;
  // As it is now: the look itself may have written there.
  const { open: openOutside, print: printOutside } = outsideOf({ mode });
  const enforcer = await openOutside(repository, { path, file: readableFile(file.parsed) }, tools);
  const around = {
    path,
    mergedAt: merged?.mergedAt ?? null,
    mayTrim: mayTrim(await reports.readTrim(repository.id, line), open?.number ?? null, now),
    mode,
    looksUp: tools.resolveHosts !== null,
    outside: await printOutside(repository, path, enforcer, tools),
    checks: rules.settings.checks,
  };
  await looks.keep(repository.id, line, name, {
    print: printOf(assessed, around),
    until: now + patienceFor(action),
    repository,
    head: file.head,
    proposed: [...proposed],
    open: open?.number ?? null,
    mergedAt: around.mergedAt,
  });
}
