/** Where GitHub looks for the file that names owners; the first that there is counts. */
export const codeOwnersPaths = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** A login or a team as GitHub lets them be. What is an address of mail cannot be mentioned. */
const owner = /^@[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\/[A-Za-z0-9][\w.-]{0,99})?$/;
const mostLines = 10_000;
const longestLine = 2_000;
const mostOwners = 10;

/**
 * Whom a CODEOWNERS file names for a path, `.github/workflows/ci.yml`: the owners of the last line whose pattern fits, as `@login` and
 * `@org/team`, the first ten. A line without owners leaves the path to nobody.
 * Source: docs.github.com, "About code owners".
 */
export function findCodeOwners(text: string, path: string): readonly string[] {
  let found: readonly string[] = [];
  for (const line of text.split(/\r?\n/, mostLines)) {
    const [pattern, ...owners] = readLine(line);
    if (pattern !== undefined && fits(pattern, path)) found = owners;
  }
  return [...new Set(found.filter((one) => owner.test(one)))].slice(0, mostOwners);
}

/** The words of a line up to its comment. A space within a pattern stands behind a backslash. */
function readLine(line: string): readonly string[] {
  const words: string[] = [];
  for (const word of line.slice(0, longestLine).match(/(?:\\.|[^\s\\])+/g) ?? []) {
    if (word.startsWith("#")) break;
    words.push(word.replace(/\\(.)/g, "$1"));
  }
  return words;
}

/** Whether a pattern fits a path. What GitHub does not read, such as `!` and `[a-z]`, fits nothing. */
function fits(pattern: string, path: string): boolean {
  if (/[[\]!]/.test(pattern)) return false;
  const isFolder = pattern.endsWith("/");
  const parts = pattern.replace(/^\/|\/$/g, "").split("/");
  const names = path.split("/");
  // With a slash at its beginning or within, it begins at the root; without one, anywhere.
  const isAnchored = pattern.startsWith("/") || parts.length > 1;
  const starts = isAnchored ? [0] : names.map((_, index) => index);
  return starts.some((start) => fitsFrom(parts, names.slice(start), isFolder));
}

/** Whether the parts fit the beginning of some names: all of them, or a folder above the file. */
function fitsFrom(parts: readonly string[], names: readonly string[], isFolder: boolean): boolean {
  // How many names the parts so far can have used up.
  let used = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const count of used) {
      if (part === "**") for (let more = count; more <= names.length; more += 1) next.add(more);
      else if (count < names.length && fitsName(part, names[count] ?? "")) next.add(count + 1);
    }
    used = next;
  }
  const last = parts.at(-1) ?? "";
  // What ends with a star stays in its folder; everything else that fits a folder fits what is in it.
  const isOpen = last === "**" || !last.includes("*") || isFolder;
  return [...used].some((count) =>
    count === names.length ? !isFolder || last === "**" : count > 0 && isOpen,
  );
}

/** Whether a name fits a part in which `*` stands for anything and `?` for one character. In time that grows with both lengths only. */
function fitsName(part: string, name: string): boolean {
  let used = new Set([0]);
  for (const character of part) {
    const next = new Set<number>();
    for (const count of used) {
      if (character === "*") for (let more = count; more <= name.length; more += 1) next.add(more);
      else if (count < name.length && (character === "?" || name[count] === character)) next.add(count + 1);
    }
    used = next;
  }
  return used.has(name.length);
}
