/** The names of files that belong together: one log, in the order of its parts. */
export interface LogFiles {
  readonly source: string;
  readonly parts: readonly string[];
}

const ofJob = /^-?\d{1,9}_.*\.txt$/;
const ofStep = /^(\d{1,9})_.*\.txt$/;
const firstStep = /^1_Set up job\.txt$/;

/**
 * Groups files by the logs that they are part of, sorted. The zip of a run holds a file for each job, `0_build.txt`, and held a folder for each job
 * with a file for each step, `build/1_Set up job.txt`: such a folder is one log, and nothing new where the job's own file lies beside it.
 */
export function groupStepLogs(paths: readonly string[]): readonly LogFiles[] {
  const folders = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), path.slice(folder.length)]);
  }
  return [...folders].flatMap(([folder, names]): LogFiles[] => {
    if (!names.some((name) => firstStep.test(name)))
      return (
        names
          // What GitHub's machine says of a job, in the folder of its name.
          .filter((name) => name !== "system.txt")
          .map((name) => ({ source: folder + name, parts: [folder + name] }))
      );
    const parent = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
    if (folders.get(parent)?.some((name) => ofJob.test(name)) === true) return [];
    const steps = names.filter((name) => ofStep.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
    return [{ source: folder.replace(/\/$/, ""), parts: steps.map((name) => folder + name) }];
  });
}

function numberOf(name: string): number {
  return Number(ofStep.exec(name)?.[1]);
}
