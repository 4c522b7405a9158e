import type { CalledWorkflow } from "../observation.ts";
import type { LogLine } from "./log-line.ts";

/** What a log says about its job before any step runs. */
export interface Header {
  /** When the runner wrote the log's first line. */
  readonly startedAt: string | null;
  readonly jobName: string | null;
  readonly workflow: CalledWorkflow | null;
  /** The runner image, for example `ubuntu-24.04`; null on runners that are not GitHub's. */
  readonly image: string | null;
  /** The actions that the runner fetched, `owner/name@ref sha`, in its order; the first 200. */
  readonly actions: readonly string[];
}

const uses =
  /^Uses: ([A-Za-z0-9_-]{1,100}\/[A-Za-z0-9._-]{1,100})\/(\.github\/workflows\/[^@\s]{1,200})@(\S{1,300}) \(([0-9a-f]{40,64})\)$/;

const download =
  /^Download action repository '([A-Za-z0-9_-]{1,100}\/[A-Za-z0-9._-]{1,100}@[^\s']{1,200})' \(SHA:([0-9a-f]{40,64})\)/;
const mostActions = 200;

/** Reads the lines before the first step. Inputs of a reusable workflow are printed there too and may imitate the rest. */
export function createHeaderReader(): { add(line: LogLine): void; header(): Header } {
  let startedAt: string | null = null;
  let jobName: string | null = null;
  let workflow: CalledWorkflow | null = null;
  let image: string | null = null;
  const actions = new Set<string>();
  return {
    add({ at, text }) {
      startedAt ??= at;
      if (text.startsWith("Uses: ")) workflow ??= readUses(text);
      // The runner prints the name after the inputs, so of several the last is its own.
      else if (text.startsWith("Complete job name: ")) jobName = text.slice("Complete job name: ".length);
      else if (text.startsWith("Image: "))
        image ??= /^[\w.-]{1,60}$/.exec(text.slice("Image: ".length))?.[0] ?? null;
      else if (text.startsWith("Download action repository ") && actions.size < mostActions) {
        const [, action, sha] = download.exec(text) ?? [];
        if (action !== undefined && sha !== undefined) actions.add(`${action} ${sha}`);
      }
    },
    header: () => ({ startedAt, jobName, workflow, image, actions: [...actions] }),
  };
}

function readUses(text: string): CalledWorkflow | null {
  const [, repository, path, ref, sha] = uses.exec(text) ?? [];
  if (repository === undefined || path === undefined || ref === undefined || sha === undefined) return null;
  return { repository, path, ref, sha };
}
