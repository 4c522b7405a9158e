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
    const isAlike = (other: Look): boolean =>
      other.domain !== look.domain && (areAlike(look, other) || isWithin(host, other.domain));
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
    return { domain, folded, label: folded.slice(0, Math.max(0, folded.indexOf("."))) };
  });
}

/** `registry.npmjs.org.example.com`, or `registry-npmjs-org.example.com`. */
function isWithin(host: string, domain: string): boolean {
  const within = `.${domain}.`;
  return `.${host}`.includes(within) || `.${host}`.replaceAll("-", ".").includes(within);
}

function areAlike(a: Look, b: Look): boolean {
  if (a.folded === b.folded) return true;
  const length = Math.min(a.label.length, b.label.length);
  if (length < shortest) return false;
  if (a.folded.slice(a.label.length) !== b.folded.slice(b.label.length)) return a.label === b.label;
  const most = length >= longForTwo ? 2 : 1;
  return Math.abs(a.label.length - b.label.length) <= most && countEdits(a.label, b.label) <= most;
}

/** How it looks: decoded, and each letter as the one that it is taken for. */
function fold(domain: string): string {
  let text = (domainToUnicode(domain) || domain).toLowerCase();
  for (const [letters, letter] of lookalikes) text = text.replace(letters, letter);
  return text;
}

/** Letters to add, take out, exchange, or swap with the next. */
function countEdits(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const at = (rowsUp: number, left: number): number => rows[row - rowsUp]?.[column - left] ?? 0;
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(
        Math.min(
          at(1, 0) + 1,
          (line[column - 1] ?? 0) + 1,
          at(1, 1) + cost,
          isSwapped ? at(2, 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    rows.push(line);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
