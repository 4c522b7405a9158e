import { type Doubt, noDoubt } from "../assessment/told.ts";

/** What is to be remembered, and what the pull request is to be turned into; null for neither. */
export interface DraftMove {
  readonly doubt: Doubt;
  readonly to: "draft" | "ready" | null;
}

/**
 * A pull request that becomes doubtful turns into a draft, once: whoever marks it ready after that is left alone. It turns ready again where the
 * bot had made it a draft, and nobody has changed that since.
 */
export function judgeDraft(
  known: Doubt,
  now: { readonly isDoubtful: boolean; readonly isDraft: boolean },
): DraftMove {
  const { isDoubtful, isDraft } = now;
  const isStillOurs = known.isDrafted && isDraft;
  if (!isDoubtful) return { doubt: noDoubt, to: isStillOurs ? "ready" : null };
  if (known.isDoubtful || isDraft) return { doubt: { isDoubtful, isDrafted: isStillOurs }, to: null };
  return { doubt: { isDoubtful, isDrafted: true }, to: "draft" };
}
