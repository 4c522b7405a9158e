interface Saying {
  readonly message: string;
  readonly lift: string;
}

/** `version` is the one at hand, `fixedIn` the first without the defect, `target` what the bot would move to; all as `v2.21.1`. */
interface Versions {
  readonly version: string;
  readonly fixedIn: string;
}

/** Why a version must not block: it is ended by GitHub. */
export function sayEndsLongJobs({ version, fixedIn }: Versions): string {
  return `${version} must not block: below ${fixedIn} Harden-Runner refuses GitHub's own runner service in block mode, and GitHub then ends long jobs`;
}

/** That a version which must not block stays, as the settings want it. */
export function sayHeldVersion(versions: Versions): Saying {
  const { fixedIn } = versions;
  return {
    message: `Harden-Runner ${sayEndsLongJobs(versions)}, and the settings say not to move it`,
    lift: `Harden-Runner ${fixedIn} or later in the step, or \`harden-runner: bump\` in the settings`,
  };
}

/** That what moves by itself stands at a version that must not block, and comes no further. */
export function sayEndedMovingTag(ref: string, versions: Versions): Saying {
  return {
    message: `the tag ${ref} moves by itself and stands at ${versions.version}; Harden-Runner ${sayEndsLongJobs(versions)}`,
    lift: `Harden-Runner ${versions.fixedIn} or later in the step, by a commit or a tag`,
  };
}

/** That there is no version to move to. */
export function sayNoTarget(versions: Versions): Saying {
  return {
    message: `Harden-Runner ${sayEndsLongJobs(versions)}, and I know no release to move it to that is a week old and stands where it was reviewed`,
    lift: `Harden-Runner ${versions.fixedIn} or later in the step`,
  };
}

/** That nobody knows which version a ref is. `newer` is the tag that GitHub has for it and the bot does not know; null where there is none. */
export function sayUnknownVersion(ref: string, newer: string | null, target: string): Saying {
  return newer === null
    ? {
        message: `the version of Harden-Runner is unknown: ${ref} is no release that I know, and no comment behind it and no log names one`,
        lift: `a run whose log names a release that I know, or a comment behind the pin that names the version, such as ${target}`,
      }
    : {
        message: `the version of Harden-Runner is unknown: on GitHub ${ref} is ${newer}, which is newer than what I know`,
        lift: `a comment behind the pin that names ${newer}, if you trust it`,
      };
}

/** That a job was recorded by a version whose records are no proof, and first gets another one. */
export function sayMovesFirst(version: string, fixedIn: string, target: string): Saying {
  return {
    message: `it uses Harden-Runner ${version}, and ${sayMissedConnections(fixedIn)}`,
    lift: `merging the pull request that moves it to ${target}; then it is learned anew`,
  };
}

/** What records of old versions lack. */
export function sayMissedConnections(fixedIn: string): string {
  return `below ${fixedIn} audit records miss what is sent by sendto, sendmsg or sendmmsg, which is UDP as a rule (GHSA-cpmj-h4f6-r6pq)`;
}

/** That a policy outside the file cannot be switched before the step in the file moves. */
export function sayMovesBeforePolicy(versions: Versions, target: string): Saying {
  return {
    message: `Harden-Runner ${sayEndsLongJobs(versions)}`,
    lift: `merging the pull request that moves it to ${target}`,
  };
}

/** That runs do not count, because of the version that recorded them. */
export function sayDoubtedRuns(runs: number, version: string, fixedIn: string): Saying {
  const counted = runs === 1 ? "1 run does" : `${runs} runs do`;
  return {
    message: `${counted} not count, as Harden-Runner ${version} recorded ${runs === 1 ? "it" : "them"}: ${sayMissedConnections(fixedIn)}`,
    lift: "runs with the version that the step has now",
  };
}

/** That a job blocks with a version that should not. */
export function sayBlocksWithOld(versions: Versions): Saying {
  return {
    message: `Harden-Runner ${sayEndsLongJobs(versions)}`,
    lift: `Harden-Runner ${versions.fixedIn} or later in the step`,
  };
}

/** That GitHub has a tag at another commit than the bot's table. */
export function sayMovedTag(tag: string, found: string, known: string): string {
  return `GitHub has the tag ${tag} of Harden-Runner at commit ${found}, and I know it at ${known}: somebody may have moved it, so look before you rely on it`;
}

/** That Harden-Runner has newer releases than the bot knows. */
export function sayNewerRelease(tag: string, known: string): string {
  return `Harden-Runner ${tag} is out; I know releases up to ${known} and propose no newer one`;
}
