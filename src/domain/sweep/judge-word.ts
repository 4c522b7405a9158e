/** A command by which somebody decided something, as it stands on GitHub. */
export interface SaidWord {
  readonly kind: "allow" | "deny" | "propose" | "ignore" | "audit";
  /** The text may be another than the one that was obeyed, and may be another person's. */
  readonly isEdited: boolean;
  /** Whether its author may write to the repository now. */
  readonly mayWrite: boolean;
  /** Whether the bot's own reaction says that it did what the comment said. */
  readonly wasDone: boolean;
}

/**
 * Whether a decision of which only the comment is left counts again. What keeps something out counts in doubt: if its author may still write, or the
 * bot had obeyed it. What lets something in, or takes protection away, counts only if nothing is in doubt.
 */
export function countsAgain({ kind, isEdited, mayWrite, wasDone }: SaidWord): boolean {
  switch (kind) {
    case "deny":
    case "ignore":
      return mayWrite || wasDone;
    case "allow":
    case "propose":
    case "audit":
      return mayWrite && wasDone && !isEdited;
  }
}
