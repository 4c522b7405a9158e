import type { EndpointQuery } from "../../../domain/endpoint/query.ts";
import { type EndpointProblem, readQuery } from "../../../domain/endpoint/read-written.ts";
import { endpointMistakes, tooManyWords } from "../../../domain/text/mistake-words.ts";
import { type Arguments, defineCommand } from "../question/define-command.ts";

/** Says all that is known about an endpoint. */
export const explain = defineCommand({
  name: "explain",
  usage: "HOST[:PORT]",
  help: "shows which jobs called a host, when, how and at which addresses, and why it is in the list or not",
  place: "proposal",
  read: readArguments,
  mistakes: { ...endpointMistakes, "too-many-words": tooManyWords },
  async run({ query }, { path, question, tools }) {
    const { explainEndpoint } = await import("../explain/explain-endpoint.ts");
    return { reaction: "+1", text: await explainEndpoint(query, path, question, tools) };
  },
});

function readArguments([host, ...more]: readonly string[]): Arguments<
  { readonly query: EndpointQuery },
  EndpointProblem | "missing-host" | "too-many-words"
> {
  if (host === undefined) return { ok: false, problem: "missing-host" };
  if (more.length > 0) return { ok: false, problem: "too-many-words" };
  const read = readQuery(host);
  return read.ok ? { ok: true, args: { query: read.query } } : read;
}
