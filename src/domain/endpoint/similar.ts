import { domainToUnicode } from "node:url";
import { knownDomains, registeredOf } from "./known-domains.ts";

/** Letters that look alike, by what they are taken for. Source: https://www.unicode.org/Public/security/latest/confusables.txt */
const lookalikes: readonly (readonly [RegExp, string])[] = [
  [/[аɑα]/g, "a"],
  [/[сϲ]/g, "c"],
  [/[ԁ]/g, "d"],
  [/[еҽ]/g, "e"],
  [/[һ]/g, "h"],
  [/[іıíì1lі|]/g, "i"],
  [/[ј]/g, "j"],
  [/[κк]/g, "k"],
  [/[оοօ0]/g, "o"],
  [/[рρ]/g, "p"],
  [/[ѕ5]/g, "s"],
  [/[υս]/g, "u"],
  [/[ѵν]/g, "v"],
  [/[хχ]/g, "x"],
  [/[уγ]/g, "y"],
  [/rn/g, "m"],
  [/vv/g, "w"],
];
/** Shorter names are alike by chance. */
const shortest = 4;
const longForTwo = 10;

/** Of a job's own hosts so many domains are compared. */
const mostOthers = 300;

/** A domain that somebody registered, and how it looks. */
interface Look {
  readonly domain: string;
  readonly folded: string;
  readonly label: string;
  readonly ending: string;
  /** How it stands in names that have it within: `registry.npmjs.org.example.com`, or `registry-npmjs-org.example.com`. */
  readonly within: string;
}

const wellKnown: readonly Look[] = listLooks(knownDomains);

/**
 * A function that finds the domain that a host's name could be taken for: a well-known one, or one of a job's own hosts that come before
 * it; null for none. It has letters that look alike, differs in a letter or two or in the end, or has the other domain within it.
 */
export function createFindSimilar(
  own: readonly { readonly host: string; readonly since: number }[],
): (host: string, since: number) => string | null {
  const firsts = new Map<string, number>();
  for (const { host, since } of own) {
    const domain = registeredOf(host);
    if (domain !== null) firsts.set(domain, Math.min(since, firsts.get(domain) ?? since));
  }
  const looks = listLooks([...firsts.keys()].slice(0, mostOthers));
  return (host, since) => {
    const [look] = listLooks([host]);
    if (look === undefined) return null;
    const [dotted, dashed] = [`.${host}`, `.${host}`.replaceAll("-", ".")];
    const isAlike = (other: Look): boolean =>
      other.domain !== look.domain &&
      (areAlike(look, other) || dotted.includes(other.within) || dashed.includes(other.within));
    const found =
      wellKnown.find(isAlike) ??
      looks.find((other) => (firsts.get(other.domain) ?? since) < since && isAlike(other));
    return found?.domain ?? null;
  };
}

function listLooks(hosts: readonly string[]): readonly Look[] {
  const domains = new Set(hosts.flatMap((host) => registeredOf(host) ?? []));
  return [...domains].sort().map((domain) => {
    const folded = fold(domain);
    const label = folded.slice(0, Math.max(0, folded.indexOf(".")));
    return { domain, folded, label, ending: folded.slice(label.length), within: `.${domain}.` };
  });
}

function areAlike(a: Look, b: Look): boolean {
  if (a.folded === b.folded) return true;
  const length = Math.min(a.label.length, b.label.length);
  if (length < shortest) return false;
  if (a.ending !== b.ending) return a.label === b.label;
  const most = length >= longForTwo ? 2 : 1;
  return Math.abs(a.label.length - b.label.length) <= most && isEdited(a.label, b.label, most);
}

/** How it looks: decoded, and each letter as the one that it is taken for. */
function fold(domain: string): string {
  let text = (domainToUnicode(domain) || domain).toLowerCase();
  for (const [letters, letter] of lookalikes) text = text.replace(letters, letter);
  return text;
}

/** Whether so few letters, one or two, are to be added, taken out, exchanged, or swapped with the next. */
function isEdited(a: string, b: string, most: number): boolean {
  // What both begin and end with costs nothing.
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const longest = Math.max(endA, endB) - start;
  if (longest <= most) return true;
  // What is left differs at both ends: one edit makes up for that only where two letters are swapped.
  if (most === 1 && (longest > 2 || endA !== endB)) return false;
  return countEdits(a.slice(start, endA), b.slice(start, endB)) <= most;
}

function countEdits(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, column) => column),
  ];
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let least = (last[column - 1] ?? 0) + (isSame ? 0 : 1);
      least = Math.min(least, (last[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1);
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(isSwapped ? Math.min(least, (before[column - 2] ?? 0) + 1) : least);
    }
    [before, last] = [last, line];
  }
  return last[b.length] ?? 0;
}
