import type { Store } from "../../adapters/store/store.ts";
import { mayTrim } from "../../domain/proposal/plan.ts";
import { printOf } from "../../domain/proposal/print.ts";
import type { ProposalState } from "./read-proposal-state.ts";
import type { ProposeAction } from "./result.ts";

const hour = 60 * 60_000;

/** For how long what a look found counts where nothing says otherwise, in ms: what no webhook tells of is found after that. */
function patienceFor(action: ProposeAction): number {
  switch (action) {
    // People may let the bot do its work at any time, and no webhook tells of it.
    case "not-permitted":
    case "hands-off":
    case "archived":
      return hour;
    case "none":
    case "opened":
    case "updated":
    case "unchanged":
    case "closed":
    case "rejected":
    case "held-back":
    case "no-file":
      return 24 * hour;
  }
}

/**
 * Keeps what a look at a proposal found. `name` is the look's, as it was begun. `now` is in ms since 1970. Of a file that is not there, or
 * cannot be read, and of lists that are kept elsewhere, nothing is kept, so that they are looked at each time. @throws what the store answered with
 */
export async function keepLook(
  { repository, line, file, unresolved, assessed, open, merged, rules }: ProposalState,
  { name, action, now }: { readonly name: string; readonly action: ProposeAction; readonly now: number },
  { looks, reports }: Pick<Store, "looks" | "reports">,
): Promise<void> {
  if (unresolved?.ok !== true || assessed === null || rules.settings.mode !== "inline") return;
  const around = {
    mergedAt: merged?.mergedAt ?? null,
    mayTrim: mayTrim(await reports.readTrim(repository.id, line), open?.number ?? null, now),
    checks: rules.settings.checks,
  };
  const print = printOf(unresolved, around);
  // A host may resolve again at any time.
  const waitsForHost = printOf(assessed, around) !== print;
  await looks.keep(repository.id, line, name, {
    print,
    until: now + (waitsForHost ? hour : patienceFor(action)),
    repository,
    head: file.head,
    open: open?.number ?? null,
    mergedAt: around.mergedAt,
  });
}
