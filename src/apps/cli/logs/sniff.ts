/** What the first bytes of a file are, as far as it matters to whoever looks for job logs. */
export type Form =
  | { readonly kind: "zip" | "gzip" }
  | { readonly kind: "utf-16"; readonly encoding: "utf-16le" | "utf-16be" }
  /** As GitHub serves it: every line begins with a time. */
  | { readonly kind: "job-log" }
  /** As `gh run view --log` prints it: the job's and the step's name before each line, with tabs between. */
  | { readonly kind: "gh-log" }
  | { readonly kind: "other"; readonly looksLike: string };

/** So many bytes are enough to tell. */
export const sniffedBytes = 65_536;

const time = String.raw`\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z(?: |$)`;
const jobLogLine = new RegExp(`^(?:${time}|\\[harden-runner\\] |##\\[group\\])`);
const ghLogLine = new RegExp(`^[^\\t]{1,500}\\t[^\\t]{1,500}\\t${time}`);
/** The first line may be the end of one that is cut off. */
const mostLines = 200;

const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^\s*$/, "an empty file"],
  [/<Code>BlobNotFound<\/Code>/, "the answer of GitHub's log store that it does not have this log"],
  [/^\s*(?:<!doctype html|<html)/i, "a web page"],
  [/^\s*<\?xml|^\s*<[A-Za-z]/, "XML"],
  [
    /^\s*\{[^{}]*"message"\s*:\s*"[^"]*"[^{}]*"documentation_url"/,
    "an error that GitHub's API answered with",
  ],
  [/^\s*[[{]/, "JSON"],
  [/^version https:\/\/git-lfs\.github\.com/, "a pointer of Git LFS, without the file"],
  [/^(?:diff --git |--- a\/|From [0-9a-f]{40} )/, "a patch"],
  [/^#!/, "a script"],
  [/^(?:on|jobs|"on"|'on')\s*:/m, "a workflow file"],
];

/** How a zip begins, and an empty one. */
const zips = [Buffer.from("504b0304", "hex"), Buffer.from("504b0506", "hex")];

/** Tells the form of a file from its first bytes, `sniffedBytes` of them or all. */
export function sniff(head: Buffer): Form {
  if (zips.some((magic) => head.subarray(0, 4).equals(magic))) return { kind: "zip" };
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: "gzip" };
  if (head[0] === 0xff && head[1] === 0xfe) return { kind: "utf-16", encoding: "utf-16le" };
  if (head[0] === 0xfe && head[1] === 0xff) return { kind: "utf-16", encoding: "utf-16be" };
  if (head.toString("latin1", 257, 262) === "ustar") return { kind: "other", looksLike: "a tar archive" };
  const text = head.toString("utf8");
  for (const line of text.split("\n", mostLines)) {
    if (jobLogLine.test(line)) return { kind: "job-log" };
    if (ghLogLine.test(line)) return { kind: "gh-log" };
  }
  if (head.includes(0)) return { kind: "other", looksLike: "a binary file" };
  const found = beginnings.find(([pattern]) => pattern.test(text));
  return { kind: "other", looksLike: found?.[1] ?? "text whose lines do not begin with a time" };
}
