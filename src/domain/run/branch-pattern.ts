/** What a pattern of branches is made of that this bot reads: `*` stands for anything but a slash, `**` for anything. */
export const plainBranchPattern = /^[\w./*-]{1,200}$/;
// GitHub allows no longer names.
const longestBranch = 255;

/** Whether a branch is one that a pattern names, as `release/**` does. A pattern with other signs of GitHub's names none. */
export function matchesBranch(pattern: string, branch: string): boolean {
  if (!plainBranchPattern.test(pattern) || branch.length > longestBranch) return false;
  // Where in the name what was read of the pattern may end: no pattern takes longer than its length times that of the name.
  let ends = new Set([0]);
  for (const part of pattern.split(/(\*+)/)) ends = readPart(part, branch, ends);
  return ends.has(branch.length);
}

function readPart(part: string, branch: string, starts: ReadonlySet<number>): Set<number> {
  const ends = new Set<number>();
  if (!part.startsWith("*")) {
    for (const start of starts) if (branch.startsWith(part, start)) ends.add(start + part.length);
    return ends;
  }
  for (let at = 0, isOpen = false; at <= branch.length; at += 1) {
    isOpen ||= starts.has(at);
    if (isOpen) ends.add(at);
    if (part === "*" && branch[at] === "/") isOpen = false;
  }
  return ends;
}
