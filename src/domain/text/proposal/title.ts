import { fileNameOf } from "../../run/file-name.ts";
import { plainName } from "../escape.ts";
import type { Edits } from "./proposal-view.ts";

/** How much a title names. */
interface Room {
  /** The longest name of a file and of a job, in characters. */
  readonly file: number;
  readonly job: number;
  /** At most so many jobs of each kind are named; 0 for their number alone. */
  readonly jobs: number;
  /** At most so many kinds of changes are named. */
  readonly deeds: number;
}

const titleRoom: Room = { file: 60, job: 40, jobs: 3, deeds: 2 };
/** A subject is cut by many tools behind 72 characters. */
const longestSubject = 72;
const subjectRooms: readonly Room[] = [
  { file: 40, job: 40, jobs: 3, deeds: 2 },
  { file: 40, job: 40, jobs: 1, deeds: 1 },
  { file: 24, job: 20, jobs: 0, deeds: 1 },
];

/** The title of a pull request: the file, what is done, and the first jobs. */
export function renderTitle(edits: Edits): string {
  return prefix(edits, nameEdits(edits, titleRoom));
}

/** The subject of a commit: the same in at most 72 characters, but for the prefix. */
export function renderSubject(edits: Edits): string {
  const subjects = subjectRooms.map((room) => nameEdits(edits, room));
  const subject = subjects.find(({ length }) => length <= longestSubject) ?? subjects.at(-1) ?? "";
  return prefix(edits, subject);
}

function prefix({ titlePrefix }: Edits, title: string): string {
  return titlePrefix === "" ? title : `${titlePrefix} ${title}`;
}

function nameEdits(edits: Edits, room: Room): string {
  const deeds = listDeeds(edits, room);
  const shown = deeds.slice(0, room.deeds);
  const more = deeds.length > shown.length ? ", and more" : "";
  return `${plainName(fileNameOf(edits.path), room.file)}: ${shown.join("; ")}${more}`;
}

/** What is done, the most urgent first. */
function listDeeds({ switched, repaired, returned, trimmed, moved }: Edits, room: Room): readonly string[] {
  const toList = (jobs: readonly (Named & { readonly rows: readonly { readonly endpoint: string }[] })[]) =>
    jobs.map(({ jobId, rows }) => ({ jobId, entries: rows.map(({ endpoint }) => endpoint) }));
  const lists = {
    repair: toList(repaired),
    return: returned.map(({ jobId }) => ({ jobId, entries: [] })),
    switch: toList(switched).map((job, index) => ({
      ...job,
      entries: [...job.entries, ...(switched[index]?.kept ?? [])],
    })),
    [nameRemoval(trimmed)]: trimmed.map(({ jobId, rows, denied }) => ({
      jobId,
      entries: [...denied, ...rows].map(({ endpoint }) => endpoint),
    })),
  };
  const kinds = ["repair", "return", "switch", "deny", "trim", "remove"] as const;
  return [
    ...kinds.flatMap((kind) => {
      const jobs = lists[kind] ?? [];
      return jobs.length === 0 ? [] : [nameDeed(kind, jobs, room)];
    }),
    ...(moved.length > 0 ? [`update Harden-Runner in ${nameJobs(moved, room)}`] : []),
  ];
}

/** Why entries leave the lists of some jobs: as somebody denied them, as nothing calls them, or both. */
function nameRemoval(trimmed: Edits["trimmed"]): "deny" | "trim" | "remove" {
  const [hasDenied, hasUnused] = [
    trimmed.some(({ denied }) => denied.length > 0),
    trimmed.some(({ rows }) => rows.length > 0),
  ];
  if (!hasDenied) return "trim";
  return hasUnused ? "remove" : "deny";
}

/** What is done to the lists of some jobs, with its entries. */
export function nameDeed(
  kind: "repair" | "return" | "switch" | "deny" | "trim" | "remove",
  jobs: readonly (Named & { readonly entries: readonly string[] })[],
  room: Room = titleRoom,
): string {
  const entries = jobs.flatMap((job) => job.entries);
  const named = nameJobs(jobs, room);
  switch (kind) {
    case "repair":
      return `allow ${countEntries(entries, "missing endpoint")} in ${named}`;
    case "return":
      return `return ${named} to audit mode`;
    case "switch":
      return `block egress in ${named} (${countEntries(entries, "endpoint")})`;
    case "deny":
      return `remove ${countEntries(entries, "denied endpoint")} from ${named}`;
    case "remove":
      return `remove ${countEntries(entries, "endpoint")} from ${named}`;
    case "trim":
      return `remove ${countEntries(entries, "unused endpoint")} from ${named}`;
  }
}

interface Named {
  readonly jobId: string;
}

/** Each counts once, in however many jobs it is. */
function countEntries(entries: readonly string[], what: string): string {
  const { size } = new Set(entries);
  return size === 0 ? `no ${what}s` : `${size} ${what}${size === 1 ? "" : "s"}`;
}

function nameJobs(jobs: readonly Named[], room: Room): string {
  if (room.jobs === 0) return jobs.length === 1 ? "1 job" : `${jobs.length} jobs`;
  const names = jobs.slice(0, room.jobs).map(({ jobId }) => plainName(jobId, room.job));
  return jobs.length > room.jobs
    ? `${names.join(", ")} and ${jobs.length - room.jobs} more`
    : names.join(", ");
}
