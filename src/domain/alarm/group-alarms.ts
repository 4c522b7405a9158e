import { type Alarm, type AlarmKind, alarmKinds, type Told } from "./alarm.ts";
import { listFacts } from "./facts.ts";

/** The alarms of one kind about the jobs of one workflow file, which one issue tells. */
export interface AlarmGroup {
  readonly kind: AlarmKind;
  /** `.github/workflows/ci.yml` */
  readonly path: string;
  /** In the file's order; at least one. */
  readonly alarms: readonly Alarm[];
  /** What is news whenever it changes, see `listFacts`. */
  readonly facts: readonly string[];
}

/** What a group of alarms is called where its issue is remembered. */
export function groupName({ kind, path }: Pick<AlarmGroup, "kind" | "path">): string {
  return `${kind} ${path}`;
}

/** The numbers of the open issues about alarms, by `groupName`. */
export type AlarmIssues = ReadonlyMap<string, number>;

/** Groups what is told of the files of a repository, the gravest kind first and then by file. */
export function groupAlarms(files: ReadonlyMap<string, readonly Told[]>): readonly AlarmGroup[] {
  const paths = [...files.keys()].sort();
  return alarmKinds.flatMap((kind) =>
    paths.flatMap((path) => {
      const alarms = (files.get(path) ?? []).filter((one): one is Alarm => one.kind === kind);
      return alarms.length === 0 ? [] : [{ kind, path, alarms, facts: listFacts(path, alarms) }];
    }),
  );
}

/** A group with only those of its alarms that tell a fact which is not known yet. */
export function keepNew(group: AlarmGroup, known: readonly string[]): AlarmGroup {
  const isNew = (alarm: Alarm): boolean =>
    listFacts(group.path, [alarm]).some((fact) => !known.includes(fact));
  return { ...group, alarms: group.alarms.filter(isNew) };
}

/** So many alarms have an issue of their own in a repository; what comes on top shares one. */
export const mostIssues = 10;

/** Which groups get an issue of their own, and which share one. */
export interface SharedOut {
  readonly own: readonly AlarmGroup[];
  readonly shared: readonly AlarmGroup[];
}

/** Shares the groups out: those that have an open issue keep it, the gravest of the others get what is left. */
export function shareOut(groups: readonly AlarmGroup[], isOpen: (group: AlarmGroup) => boolean): SharedOut {
  const first = [...groups.filter(isOpen), ...groups.filter((group) => !isOpen(group))].slice(0, mostIssues);
  const own = new Set(first);
  return { own: first, shared: groups.filter((group) => !own.has(group)) };
}
