import { matchesBranch } from "../run/branch-pattern.ts";

/** The name of a repository, in which `*` stands for anything; one that begins with `!` is left out. */
export const repositoryPattern = /^!?[\w.*-]{1,100}$/;

/** Whether a repository is among those that patterns name: one names it, and none leaves it out. Upper and lower case are the same. */
export function isChosen(patterns: readonly string[], name: string): boolean {
  const fits = (pattern: string): boolean => matchesBranch(pattern.toLowerCase(), name.toLowerCase());
  return (
    patterns.some((pattern) => !pattern.startsWith("!") && fits(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith("!") && fits(pattern.slice(1)))
  );
}
