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
  const inJobs = (jobs: readonly Named[]): string => `in ${nameJobs(jobs, room)}`;
  const deeds: string[] = [];
  if (repaired.length > 0)
    deeds.push(
      `allow ${countEntries(repaired.flatMap(listEntries), "missing endpoint")} ${inJobs(repaired)}`,
    );
  if (returned.length > 0) deeds.push(`return ${nameJobs(returned, room)} to audit mode`);
  if (switched.length > 0) {
    const entries = switched.flatMap((job) => [...listEntries(job), ...job.kept]);
    deeds.push(`block egress ${inJobs(switched)} (${countEntries(entries, "endpoint")})`);
  }
  if (trimmed.length > 0)
    deeds.push(
      `remove ${countEntries(trimmed.flatMap(listEntries), "unused endpoint")} from ${nameJobs(trimmed, room)}`,
    );
  if (moved.length > 0) deeds.push(`update Harden-Runner ${inJobs(moved)}`);
  return deeds;
}

interface Named {
  readonly jobId: string;
}

function listEntries({
  rows,
}: {
  readonly rows: readonly { readonly endpoint: string }[];
}): readonly string[] {
  return rows.map(({ endpoint }) => endpoint);
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
