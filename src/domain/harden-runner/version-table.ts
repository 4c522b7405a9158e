import { compareVersions, formatVersion, parseVersion, type Version } from "./version.ts";
import data from "./versions.json" with { type: "json" };

/** A release of which the table knows the commit. */
export interface Release {
  readonly version: Version;
  readonly tag: string;
  readonly commit: string;
  /** `2026-08-30` */
  readonly date: string;
}

/** The name of something that holds for some versions. */
export type StatementCode = (typeof data)["statements"][number]["code"];

/** Something that holds from a version on, below a version, or both. */
export interface Statement {
  readonly code: StatementCode;
  readonly since: Version | null;
  readonly below: Version | null;
  /** In words, as its source has it. */
  readonly says: string;
  readonly source: string;
}

/** An input that the action knows. */
export interface KnownInput {
  readonly name: string;
  /** Null where no release is known to have it. */
  readonly since: Version | null;
}

/** All releases, the oldest first. */
export const releases: readonly Release[] = data.tags.map(({ tag, commit, date }) => ({
  version: read(tag),
  tag,
  commit,
  date,
}));

const statements: ReadonlyMap<string, Statement> = new Map(
  data.statements.map((row): [string, Statement] => [
    row.code,
    {
      code: row.code,
      since: "since" in row && row.since !== undefined ? read(row.since) : null,
      below: "below" in row && row.below !== undefined ? read(row.below) : null,
      says: row.says,
      source: row.source,
    },
  ]),
);

/** By their names in lower case. */
export const knownInputs: ReadonlyMap<string, KnownInput> = new Map(
  data.inputs.map((row) => [
    row.name,
    { name: row.name, since: "since" in row && row.since !== undefined ? read(row.since) : null },
  ]),
);

/** What the agent adds to every list by itself from a version on. */
export interface ImplicitRow {
  readonly since: Version;
  readonly always: readonly string[];
  /** Unless telemetry is disabled. */
  readonly telemetry: readonly string[];
}

/** The oldest first. Rows that name no exact endpoints are left out. */
export const implicitRows: readonly ImplicitRow[] = data.implicit.flatMap((row) =>
  row.always === undefined || row.telemetry === undefined
    ? []
    : [{ since: read(row.since), always: row.always, telemetry: row.telemetry }],
);

/** The statement of a code, with the versions for which it holds and its source. */
export function statementOf(code: StatementCode): Statement {
  const found = statements.get(code);
  if (found === undefined) throw new Error(`there is no statement ${code} about Harden-Runner`);
  return found;
}

/** The first version for which a statement holds, `v2.20.0`. Only of statements that have a beginning. */
export function beginOf(code: StatementCode): string {
  const { since } = statementOf(code);
  if (since === null) throw new Error(`${code} has no beginning`);
  return formatVersion(since);
}

/** The first version for which a statement does not hold any more, `v2.21.1`. Only of statements that have ended. */
export function endOf(code: StatementCode): string {
  const { below } = statementOf(code);
  if (below === null) throw new Error(`${code} has not ended`);
  return formatVersion(below);
}

/** The first version that is not older than another, `v2.20.0`, and with which GitHub does not end long jobs that block. */
export function mayBlockFrom(tag: string): string {
  const fixed = endOf("defect-kills-long-jobs");
  return compareVersions(read(tag), read(fixed)) < 0 ? fixed : tag;
}

function read(tag: string): Version {
  const version = parseVersion(tag);
  if (version === null) throw new Error(`${tag} is no version of Harden-Runner`);
  return version;
}
