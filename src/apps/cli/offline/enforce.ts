import { readFileSync } from "node:fs";
import { endOf } from "../../../domain/harden-runner/version-table.ts";
import { sniff, sniffedBytes } from "../logs/sniff.ts";
import { answerCommon } from "../shared/answer-common.ts";
import { type Arguments, parseArguments } from "../shared/arguments.ts";
import { describeSystemError } from "../shared/system-error.ts";
import { plain, toJsonText } from "../shared/terminal.ts";
import { formatDifference } from "../shared/unified-diff.ts";
import { UsageError } from "../shared/usage-error.ts";
import { editInMode } from "./edit-in-mode.ts";
import { nameKnownJobs } from "./known-jobs.ts";
import type { Targets } from "./learn-targets.ts";
import { readPolicyFile } from "./policy-file.ts";
import { readWorkflow } from "./read-workflow.ts";

const help = `usage: egress enforce WORKFLOW --policy FILE.json [--bump] [--write] [--json]
       egress enforce WORKFLOW --from LOG… [--job ID] [--bump] [--write] [--json]
       egress enforce WORKFLOW … --mode policy-store --name NAME

Switches the guard steps of a workflow file to block mode and prints the difference. Everything else in the file stays
byte for byte as it is. Refused with the reason are a step that cannot be edited safely, a job that is not ready
(egress recommend says why), a list with a pattern (with --policy: one that strangers' names fit, or a public suffix),
and a job of which egress check would then call something an error.

  --policy FILE  {"jobs": {"<job id>": ["host:port", …]}}
  --from LOG…    learn the lists from job logs, in any form that egress observe reads
  --job ID       with --from: the job that all the logs belong to
  --mode MODE    inline: the list goes into the file; policy-store: the step names a policy of StepSecurity's Policy
                 Store, its job gets \`id-token: write\`, and the policy is printed as JSON behind the difference
  --name NAME    the policy's name; of several jobs NAME.JOB
  --bump         move a version of Harden-Runner that must not block (below ${endOf("defect-kills-long-jobs")} GitHub ends long jobs in block
                 mode) to one that may; without it such a job is refused. A job whose logs are older than ${endOf("defect-audit-misses-udp")},
                 which miss connections, only gets the version: record it anew
  --force        also switch jobs that are not ready, use patterns without asking, and ignore what egress check would
                 say
  --write        write the file (atomically) instead of only showing the difference
  --json         print {"changed": […], "refused": […]} instead of the difference; with a store also "policies"
  -h, --help     this text
  -v, --version  the version

exit code: 0 all done, 2 some jobs refused, 1 unusable input
`;

/** `egress enforce`. */
export async function runEnforce(args: readonly string[]): Promise<number> {
  const parsed = parseArguments("enforce", args, {
    policy: { type: "string" },
    from: { type: "string" },
    job: { type: "string" },
    mode: { type: "string" },
    name: { type: "string" },
    bump: { type: "boolean" },
    force: { type: "boolean" },
    write: { type: "boolean" },
    json: { type: "boolean" },
  });
  if (answerCommon(parsed.flags, help)) return 0;
  const path = workflowPath(parsed);
  const { bytes, text } = readWorkflow(path);
  if (sniff(bytes.subarray(0, sniffedBytes)).kind !== "other")
    throw new UsageError(
      `${path} is a job log, not a workflow file; name the workflow file first, and the logs behind --from`,
    );
  const targets = await readTargets(parsed, path, text);
  const edited = await editInMode(parsed, text, targets, path);
  const { edit, policies } = edited;
  const refused = [
    ...targets.refused,
    ...edit.refused.map((refusal) => nameKnownJobs(refusal, text)),
    ...edited.refused,
  ];
  const notes = [
    ...targets.notes,
    ...edited.notes,
    ...edit.notes.map(({ job, message }) => `job ${job}: ${message}`),
  ];

  // First the deed, then the report: whoever reads the report may stop reading.
  if (parsed.flags.has("write") && edit.text !== text) await write(path, bytes, edit.text);
  if (parsed.flags.has("json"))
    process.stdout.write(
      `${toJsonText({ changed: edit.changed, refused, ...(policies !== null && { policies }) })}\n`,
    );
  else {
    process.stdout.write(formatDifference(path, text, edit.text));
    for (const policy of policies ?? []) process.stdout.write(`${toJsonText(policy, 2)}\n`);
  }
  for (const note of notes) process.stderr.write(`egress: ${plain(note)}\n`);
  for (const { job, code, message, line } of refused) {
    const place = line === null ? path : `${path}:${line}`;
    process.stderr.write(
      `egress: ${plain(place)}: job ${plain(job)} not switched (${code}): ${plain(message)}\n`,
    );
  }
  const isWritten = parsed.flags.has("write");
  process.stderr.write(`egress: ${summarize(path, edit.changed, { isWritten, refused: refused.length })}\n`);
  return refused.length > 0 ? 2 : 0;
}

function summarize(
  path: string,
  changed: readonly string[],
  { isWritten, refused }: { readonly isWritten: boolean; readonly refused: number },
): string {
  if (changed.length === 0 && refused > 0) return `changed nothing in ${plain(path)}`;
  if (changed.length === 0) return `nothing to change in ${plain(path)}`;
  const jobs = `${changed.length} ${changed.length === 1 ? "job" : "jobs"} (${plain(changed.join(", "))})`;
  return isWritten
    ? `changed ${jobs} in ${plain(path)}`
    : `would change ${jobs}; --write changes ${plain(path)}`;
}

function workflowPath({ positionals, positions }: Arguments): string {
  const from = positions.get("from");
  const files = positionals.filter(({ index }) => from === undefined || index < from);
  const [file] = files;
  if (file === undefined || files.length > 1) {
    throw new UsageError("enforce: name one workflow file, before --from; see egress enforce --help");
  }
  return file.value;
}

async function readTargets(parsed: Arguments, path: string, text: string): Promise<Targets> {
  const { values, positionals, positions } = parsed;
  const policy = values.get("policy");
  const from = values.get("from");
  if ((policy === undefined) === (from === undefined)) {
    throw new UsageError("enforce: give either --policy FILE.json or --from LOG…; see egress enforce --help");
  }
  if (policy !== undefined) {
    if (values.has("job")) throw new UsageError("enforce: --job goes with --from only");
    const lists = readPolicyFile(policy);
    // Only now, as the Public Suffix List takes a while to load.
    const { refuseStrangers } = await import("./refuse-strangers.ts");
    const refused = parsed.flags.has("force") ? [] : refuseStrangers(lists);
    const open = new Set(refused.map(({ job }) => job));
    const rest = new Map([...lists].filter(([job]) => !open.has(job)));
    return { lists: rest, refused, outdated: [], baselines: new Map(), notes: [] };
  }
  const { learnTargets } = await import("./learn-targets.ts");
  const after = positions.get("from") ?? 0;
  const others = positionals.filter(({ index }) => index > after).map(({ value }) => value);
  return learnTargets([from ?? "", ...others], {
    path,
    text,
    job: values.get("job") ?? null,
    isForced: parsed.flags.has("force"),
  });
}

/** Writes the new text, unless the file changed since it was read. */
async function write(path: string, before: Buffer, text: string): Promise<void> {
  if (!readFileSync(path).equals(before))
    throw new UsageError(`${path} changed while it was being edited; nothing was written`);
  const { default: writeFileAtomic } = await import("write-file-atomic");
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${describeSystemError(error)}`, { cause: error });
  }
}
