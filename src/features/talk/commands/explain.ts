import { type EndpointQuery, formatQuery } from "../../../domain/endpoint/query.ts";
import { type EndpointProblem, readQuery } from "../../../domain/endpoint/read-written.ts";
import { endpointMistakes, tooManyWords } from "../../../domain/text/mistake-words.ts";
import { type Arguments, defineCommand } from "../question/define-command.ts";
import { type JobName, readJobName, takeJobName, unnamed } from "../question/job-name.ts";
import { askWhich } from "../question/which-job.ts";

/** Says all that is known about an endpoint, or what became of a job's list. */
export const explain = defineCommand({
  name: "explain",
  usage: "[FILE:JOB] [HOST[:PORT]]",
  help: "shows who called a host and why it is in the list or not; without a host, how the list of a job changed",
  read: readArguments,
  mistakes: { ...endpointMistakes, "too-many-words": tooManyWords },
  async run({ job, query, isEither }, { here, question, tools }) {
    const { resolveFile, resolveJob } = await import("../question/resolve-job.ts");
    if (query === null || isEither) {
      const found = await resolveJob(job, here, question, tools);
      if (!("problem" in found)) {
        const { explainList } = await import("../explain/explain-list.ts");
        return { reaction: "+1", text: await explainList(found, question, tools) };
      }
      if (query === null) return askWhich(found, ({ file, jobId }) => `/egress explain ${file}:${jobId}`);
    }
    const place = await resolveFile(isEither ? unnamed : job, here, question, tools);
    if ("problem" in place)
      return askWhich(place, ({ file }) => `/egress explain ${file} ${formatQuery(query)}`);
    const { explainEndpoint } = await import("../explain/explain-endpoint.ts");
    return { reaction: "+1", text: await explainEndpoint(query, place.path, question, tools) };
  },
});

interface Explained {
  readonly job: JobName;
  /** Null where a job is asked about. */
  readonly query: EndpointQuery | null;
  /** One word without a dot may be a job or a host. */
  readonly isEither: boolean;
}

function readArguments(all: readonly string[]): Arguments<Explained, EndpointProblem | "too-many-words"> {
  const { job, words } = takeJobName(all);
  const [host, ...more] = words;
  if (host === undefined) return { ok: true, args: { job, query: null, isEither: false } };
  if (more.length > 0) return { ok: false, problem: "too-many-words" };
  const read = readQuery(host);
  if (!read.ok) return read;
  const alone = host.includes(".") || all.length > 1 ? null : readJobName([host]);
  const isEither = alone?.ok === true;
  return { ok: true, args: { job: isEither ? alone.args.job : job, query: read.query, isEither } };
}
