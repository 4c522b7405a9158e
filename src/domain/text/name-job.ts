import { fileNameOf } from "../run/file-name.ts";

/** A job of a workflow file. */
interface NamedJob {
  /** `.github/workflows/ci.yml` */
  readonly path: string;
  readonly jobId: string;
}

// A command within a sentence, as `domain/text/sentences` writes them.
const command = /`\/egress ([a-z]+)(?: ([^`]*))?`/g;
const named = /^[^ :]+\.ya?ml(?::\S+)?(?: |$)/;

/** A sentence about a job, whose commands work wherever it is read: they name the file and, where it counts, the job. */
export function nameJobIn(sentence: string, { path, jobId }: NamedJob): string {
  const file = fileNameOf(path);
  const job = `${file}:${jobId}`;
  return sentence.replace(command, (whole: string, name: string, words = "") => {
    if (named.test(words)) return whole;
    switch (name) {
      case "propose":
      case "ignore":
      case "audit":
      case "relearn":
        return `\`/egress ${name} ${job}\``;
      case "allow":
        return `\`/egress allow ${job} ${words}\``;
      case "deny":
        return `\`/egress deny ${file} ${words}\``;
      case "refresh":
        return `\`/egress refresh ${file}\``;
      case "explain":
        return `\`/egress explain ${file} ${words}\``;
      default:
        return whole;
    }
  });
}
