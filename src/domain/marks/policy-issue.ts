import { createHash } from "node:crypto";
import { decodePath, encodePath } from "./workflow-path.ts";

/** What an issue about stored policies says about itself, unseen. */
export interface PolicyIssueMark {
  /** The workflow file. */
  readonly path: string;
  /** Of the changes that it shows. */
  readonly digest: string;
}

/** The same as it was read, with what stands for the whole text: the mark may be kept where all else was changed. */
export interface ReadPolicyIssue extends PolicyIssueMark {
  readonly print: string;
}

/** What stands for the text of an issue; line ends and white space at the end do not count. Hexadecimal SHA-256. */
export function printOf(body: string): string {
  return createHash("sha256").update(body.replaceAll("\r\n", "\n").trimEnd()).digest("hex");
}

/** The part of the mark that tells whose policies an issue is about. */
export function markPolicyPath(path: string): string {
  return `<!-- egress-bot:policies=${encodePath(path)} `;
}

/** A body with its mark at the end, where it is shown to nobody. */
export function markPolicyIssue(text: string, { path, digest }: PolicyIssueMark): string {
  return `${text.trimEnd()}\n\n${markPolicyPath(path)}digest=${digest} -->\n`;
}

/** The mark of a body as GitHub gives it; null where it has none. */
export function readPolicyIssue(body: string | null): ReadPolicyIssue | null {
  const [, file, digest] =
    /<!-- egress-bot:policies=([A-Za-z0-9%._~!*'()-]{1,3000}) digest=([0-9a-f]{64}) -->\s*$/.exec(
      body ?? "",
    ) ?? [];
  if (file === undefined || digest === undefined) return null;
  const path = decodePath(file);
  return path === null ? null : { path, digest, print: printOf(body ?? "") };
}
