import { obstacleWords } from "./obstacles.ts";

/** Why a guard step is not edited. Names and entries are quoted from the file. */
export const refusalWords = {
  generated: "a program writes this file; change what it is generated from",
  tooLongToEdit: "the file is longer than 128 KiB; switch the job by hand, or split the file",
  notAsIntended: "the edited file did not read as intended; please report this",
  noSuchJob: "the file has no such job",
  calledWorkflow: (path: string) => `the job's steps are in ${path}; edit that file`,
  noGuardStep: (action: string) => `no step of the job uses ${action}`,
  severalGuardSteps: "several steps of the job use Harden-Runner; keep the first",
  notAnEndpoint: (entry: string) => `${JSON.stringify(entry)} is not host:port`,
  portConflict: (entry: string, port: number | undefined) =>
    `${JSON.stringify(entry)} would have no effect: the agent honours port ${port}, the first for this pattern`,
  chanceConflict: (entry: string, other: string) =>
    `${JSON.stringify(entry)} would not always count: ${JSON.stringify(other)} matches the same names, and the agent takes one of the two ports by chance`,
  deadEntry: (entries: readonly string[]) =>
    `take ${quoteAll(entries)} out of the list: with ${entries.length === 1 ? "this entry" : "any of these entries"} the agent blocks nothing at all`,
  sharedStep: "an anchor shares this with other places; write the step out first",
  mergedStep: "a merge key (<<) brings in more; write it out first",
  duplicateInput: "two inputs differ only in case",
  policyElsewhere: obstacleWords.policyElsewhere.message,
  withNoMap: "`with` is not a map",
  policyNoText: "the policy is not a plain text",
  policyExpression: "the policy is an expression; change it where it is computed",
  policyUnknown: "the policy is neither audit nor block; Harden-Runner fails the job",
  policyUneditable: "the policy is written in a way that cannot be edited in place",
  noPlaceForPolicy: "there is no place for a policy in this step",
  noPlaceForList: "there is no place for a list in this step",
  notBlocking: "the job does not block",
  badPolicyName: (name: string) => `${JSON.stringify(name)} cannot be the name of a policy`,
  unnamedPolicy: "the step names a policy without saying which",
  deniedEndpoints:
    "the step has `denied-endpoints`, which Harden-Runner ignores as soon as it has `allowed-endpoints`; take it out first",
  deniedEndpointsStored:
    "the step has `denied-endpoints`, which would be in force as soon as its own list is gone; take it out first",
  switchExpression: (input: string) =>
    `\`${input}\` is an expression, and the Policy Store overrides what the step says`,
} as const;

/** Why the version of a guard step is not changed. Refs are quoted from the file. */
export const pinRefusalWords = {
  movesByItself: (ref: string) =>
    `${ref} moves by itself, so it is left; write a commit or the tag of a release in its place`,
  uneditable: "`uses` is written in a way that cannot be edited in place",
} as const;

/** Why the list of a step is not edited. */
export const listRefusalWords = {
  noText: "the list is not a text",
  noPlainText: "the list is not a plain text",
  noPlace: "the list has no place in the file",
  noKey: "the list has no key",
  noColon: "the list's key has no colon of its own",
  tag: "the list has a YAML tag",
  expression: "the list is an expression; add the entries where it is computed",
  expressionToMove: "the list is an expression; move it to the Policy Store by hand",
  unreadable: "the list is written in a way that cannot be read",
  misread: "the list is not written as the agent reads it",
  splitsAtSpacesInLine: "the agent splits the list at spaces only; write it on one line",
  splitsAtSpaces: "the agent splits the list at spaces only; write it as a folded block (>)",
  hiddenEnd: "the list ends in an escape or in white space other than spaces; write it on one line",
  emptyElsewhere: "the empty list is not on its key's line",
  emptyAboveComment: "the comment or tab below the empty list would become part of it; move it above",
  nothingLeft: "nothing would be left of the list",
  cannotBeTakenOut: "the list is written in a way that cannot be taken out",
  sharesLines: "the list is not on lines of its own",
  behindNoValue: "the list follows an input without a value",
} as const;

/** Why the permissions of a job are not edited. */
export const permissionsRefusalWords = {
  unknown:
    "neither the job nor the workflow says what its token may do, and a map takes away all that it does not name: add `permissions:` with what the job needs, and below it `id-token: write`",
  noValue: "`permissions` has no value",
  shared: "an anchor shares the permissions with other places; write them out first",
  merged: "a merge key (<<) brings in more permissions; write them out first",
  readAll:
    "`read-all` cannot be added to, and which permissions it stands for depends on the repository: write out those that the job needs, and `id-token: write`",
  unreadable: "the permissions cannot be read",
  idTokenUneditable: "`id-token` is written in a way that cannot be edited",
  noPlaceInFile: "the permissions have no place",
  uneditable: "the permissions are written in a way that cannot be edited",
  noPlaceInJob: "there is no place for permissions in this job",
} as const;

/** What a reader should know of an edited list. */
export const editNotes = {
  deniedIgnored:
    "the step also has `denied-endpoints`, which Harden-Runner ignores beside `allowed-endpoints`",
  unknownInputs: (names: readonly string[]) =>
    `the step has ${names.map((name) => `\`${name}\``).join(", ")}, which ${names.length === 1 ? "is not an input" : "are not inputs"} of Harden-Runner that I know; left as ${names.length === 1 ? "it is" : "they are"}`,
  reminderRemoved: "removed the comment that said to change the policy to block later",
  stepName: (name: string) =>
    `the step is still named ${JSON.stringify(name)}, which no longer fits; rename it if you like`,
  stayComment: (comment: string) =>
    `a comment beside the policy still says ${JSON.stringify(comment)}; remove it if it is out of date`,
  commentDropped:
    "rewrote the list as a folded block (`>`) without the text behind `#`, which Harden-Runner reads as part of the list",
  lineEndsFolded:
    "rewrote the list as a folded block (`>`), because Harden-Runner splits it at spaces only, not at line ends",
  invalidEntry: (entry: string) =>
    `the list already has ${JSON.stringify(entry)}, which Harden-Runner does not read the way it looks; see \`egress check\``,
  uselessLeftOut: (entries: readonly string[]) =>
    `${quoteAll(entries)} of the list in the step ${entries.length === 1 ? "is" : "are"} not in the policy: the agent cannot use ${entries.length === 1 ? "it" : "them"}`,
} as const;

const mostQuoted = 5;

/** Some entries of a file, in quotes. */
function quoteAll(entries: readonly string[]): string {
  const shown = entries.slice(0, mostQuoted).map((entry) => JSON.stringify(entry));
  const more = entries.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
