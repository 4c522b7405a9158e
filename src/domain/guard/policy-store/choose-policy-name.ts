import { createHash } from "node:crypto";
import { policyPrefix } from "../../marks/policy-prefix.ts";
import { fileNameOf } from "../../run/file-name.ts";

/** What a policy of the Policy Store is for. */
export interface PolicyPlace {
  /** The repository's name, without its owner, whose store it is. */
  readonly repository: string;
  /** The workflow file. */
  readonly path: string;
  /** Null for all jobs of the file. */
  readonly jobId: string | null;
}

const mostCharacters = 100;
/** Names that are tried for a policy. */
export const mostAttempts = 4;

/** All names that a policy of a place may get. */
export function policyNamesOf(place: PolicyPlace): readonly string[] {
  return Array.from({ length: mostAttempts }, (_, attempt) => policyNameOf(place, attempt));
}

/**
 * The name of a policy: `egress-bot.<repository>.<file name>.<job id>`, in lower case. Where that is too long, has characters that no
 * policy's name has, or could be another place's as well, a digest of the place stands behind it. `attempt` above 0 gives other names,
 * for when one is taken.
 */
export function policyNameOf(place: PolicyPlace, attempt = 0): string {
  const { repository, path, jobId } = place;
  const file = fileNameOf(path);
  const plain = [policyPrefix, repository, file, ...(jobId === null ? [] : [jobId])].join(".");
  const name = plain.toLowerCase().replace(/[^a-z0-9._-]/g, "-");
  const isFaithful =
    name.length <= mostCharacters &&
    // Owners and repositories are the same in any case; files and jobs are not.
    name.endsWith([file, ...(jobId === null ? [] : [jobId])].join(".")) &&
    // A dot in the file's name could as well be one of the repository's.
    /^[^.]+\.ya?ml$/.test(file) &&
    jobId !== "yml" &&
    jobId !== "yaml";
  if (isFaithful && attempt === 0) return name;
  const digest = createHash("sha256").update(
    JSON.stringify([repository.toLowerCase(), path, jobId, attempt]),
  );
  return `${name.slice(0, mostCharacters)}.${digest.digest("hex").slice(0, 12)}`;
}
