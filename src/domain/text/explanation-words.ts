/** Whose runs taught something, by the kind of runs. */
export const sourceWords = {
  "default-branch": "the default branch",
  "pull-request": "pull requests of this repository",
  trial: "the trial of a pull request of mine",
  untrusted: "seen, not learned: runs of forks and bots",
} as const;

/** How runs saw what was asked about. */
export const howWords = {
  called: "called",
  "shared-same-owner": "at an address that was called under another name of the same owner",
  "shared-other-owner": "at an address that was called under another owner's name only",
  implicit: "called, and always allowed",
  "always-reachable": "called, at an address that no list holds back",
  masked: "called, under a name of which GitHub masks a part",
  "masked-refused": "refused by block mode, under a name of which GitHub masks a part",
  refused: "refused by block mode",
  "refused-failed": "refused by block mode, and the job failed",
  "refused-listed": "refused by block mode although it was listed",
  blocklisted: "refused, as StepSecurity's global block list names it",
  suspicious: "refused for the first time right after a dependency or an action had changed",
  dropped: "dropped by block mode, as it was called by its address",
  "resolved-only": "looked up only",
  "address-without-name": "called by its address",
  "under-pattern": "called under this pattern",
} as const;

/** What an entry of a list does for what was asked about. */
export const effectWords = {
  allows: "which allows it",
  "by-chance":
    "which allows it only by chance: a pattern with another port matches too, and the agent takes one of the two",
  hidden: "which does not count: the host is listed exactly, and then the agent looks at no pattern",
  "second-port": "which does not count: the pattern stands before it with another port",
  "other-case": "which does not count: it has capital letters, and programs ask for names in lower case",
  dead: "with which the agent blocks nothing at all",
} as const;

/** Why the addresses that a run called cannot be told any more, by a code that is not one of a lesson's. */
export const goneWords: ReadonlyMap<string, string> = new Map([
  ["no-such-run", "GitHub no longer has it"],
  ["run-of-other-repository", "its log is another repository's"],
  ["not-in-these-logs", "the first logs of its jobs do not name it"],
]);
