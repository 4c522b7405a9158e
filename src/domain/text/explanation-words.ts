/** Whose runs taught something, by the kind of runs. */
export const sourceWords = {
  "default-branch": "the default branch",
  "pull-request": "pull requests of this repository",
  trial: "a rehearsal of the bot's pull request",
  untrusted: "forks and bots, which are not learned from",
} as const;

/** How runs saw what was asked about. */
export const howWords = {
  called: "called",
  "shared-same-owner": "its address was called under another name of the same owner",
  "shared-other-owner": "its address was called, but only under another owner's name",
  implicit: "called, and always allowed",
  "always-reachable": "called, at an address that no list blocks",
  masked: "called, under a name that GitHub partly masks",
  "masked-refused": "refused by block mode, under a name that GitHub partly masks",
  refused: "refused by block mode",
  "refused-failed": "refused by block mode, and the job failed",
  "refused-listed": "refused by block mode even though it was listed",
  blocklisted: "refused, because it is on StepSecurity's global block list",
  suspicious: "first refused right after a dependency or an action changed",
  dropped: "dropped by block mode, because it was called by its address",
  "resolved-only": "looked up, not called",
  "address-without-name": "called by its address",
  "under-pattern": "called under this pattern",
} as const;

/** What an entry of a list does for what was asked about. */
export const effectWords = {
  allows: "which allows it",
  "by-chance":
    "which allows it only sometimes: a pattern with another port matches too, and the agent picks one of the two",
  hidden: "which has no effect: the host is listed by name, so the agent ignores patterns",
  "second-port": "which has no effect: the same pattern is listed earlier with another port",
  "other-case": "which has no effect: it has capital letters, and programs ask for names in lower case",
  dead: "which turns off all blocking",
} as const;

/** Why the addresses that a run called cannot be told any more, by a code that is not one of a lesson's. */
export const goneWords: ReadonlyMap<string, string> = new Map([
  ["no-such-run", "GitHub has deleted the run"],
  ["run-of-other-repository", "the run belongs to another repository"],
  ["not-in-these-logs", "the first logs of its jobs do not mention it"],
]);
