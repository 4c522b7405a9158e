import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";

/** What the runner tells a step, and where it takes what the step has to say: its environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The longest summary that GitHub shows, in bytes. */
const longestSummary = 1_000_000;

/** An input of the step, as `action.yml` names it; empty where there is none. */
export function readInput(env: Environment, name: string): string {
  return (env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] ?? "").trim();
}

/** Sets an output of the step. */
export function setOutput(env: Environment, name: string, value: string): void {
  const file = env.GITHUB_OUTPUT;
  // Whoever knew the delimiter could write other outputs.
  const end = randomUUID();
  if (file !== undefined) appendFileSync(file, `${name}<<${end}\n${value}\n${end}\n`);
}

/** Adds to the page of the run. What is too long for it is cut at the end of a line, and said to be. */
export function addSummary(env: Environment, markdown: string): void {
  const file = env.GITHUB_STEP_SUMMARY;
  if (file === undefined) return;
  const bytes = Buffer.from(markdown);
  const isWhole = bytes.length <= longestSummary;
  const cut = bytes
    .subarray(0, longestSummary)
    .toString("utf8")
    .replace(/\n[^\n]*$/, "\n");
  appendFileSync(file, isWhole ? markdown : `${cut}\n\nThe rest is in the report that this step leaves.\n`);
}

/** An annotation on a file, which GitHub shows where the line is. */
export function annotate(
  kind: "error" | "warning" | "notice",
  message: string,
  place: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly title: string;
  } | null = null,
): void {
  const properties =
    place === null
      ? ""
      : ` file=${property(place.file)},line=${place.line},col=${place.column},title=${property(place.title)}`;
  process.stdout.write(`::${kind}${properties}::${data(message)}\n`);
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
