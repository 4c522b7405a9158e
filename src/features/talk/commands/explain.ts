import { type EndpointQuery, formatQuery } from "../../../domain/endpoint/query.ts";
import { type EndpointProblem, readQuery } from "../../../domain/endpoint/read-written.ts";
import { endpointMistakes, tooManyWords } from "../../../domain/text/mistake-words.ts";
import { type Arguments, defineCommand } from "../question/define-command.ts";
import { type JobName, takeJobName } from "../question/job-name.ts";
import { askWhich } from "../question/which-job.ts";

/** Says all that is known about an endpoint. */
export const explain = defineCommand({
  name: "explain",
  usage: "[FILE] HOST[:PORT]",
  help: "shows which runs, steps and processes called a host, and why it is in the list or not",
  read: readArguments,
  mistakes: { ...endpointMistakes, "too-many-words": tooManyWords },
  async run({ job, query }, { here, question, tools }) {
    const { resolveFile } = await import("../question/resolve-job.ts");
    const place = await resolveFile(job, here, question, tools);
    if ("problem" in place)
      return askWhich(place, ({ file }) => `/egress explain ${file} ${formatQuery(query)}`);
    const { explainEndpoint } = await import("../explain/explain-endpoint.ts");
    return { reaction: "+1", text: await explainEndpoint(query, place.path, question, tools) };
  },
});

function readArguments(
  all: readonly string[],
): Arguments<
  { readonly job: JobName; readonly query: EndpointQuery },
  EndpointProblem | "missing-host" | "too-many-words"
> {
  const { job, words } = takeJobName(all);
  const [host, ...more] = words;
  if (host === undefined) return { ok: false, problem: "missing-host" };
  if (more.length > 0) return { ok: false, problem: "too-many-words" };
  const read = readQuery(host);
  return read.ok ? { ok: true, args: { job, query: read.query } } : read;
}
