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
    message: `Harden-Runner ${sayEndsLongJobs(versions)}, and the settings say to keep it`,
    lift: `use Harden-Runner ${fixedIn} or later, or set \`harden-runner: bump\``,
  };
}

/** That what moves by itself stands at a version that must not block, and comes no further. */
export function sayEndedMovingTag(ref: string, versions: Versions): Saying {
  return {
    message: `the tag ${ref} is a moving tag, now at ${versions.version}; Harden-Runner ${sayEndsLongJobs(versions)}`,
    lift: `pin Harden-Runner ${versions.fixedIn} or later, by a commit or a release tag`,
  };
}

/** That there is no version to move to. */
export function sayNoTarget(versions: Versions): Saying {
  return {
    message: `Harden-Runner ${sayEndsLongJobs(versions)}, and I know no newer release that is a week old and whose tag has not moved since its review`,
    lift: `use Harden-Runner ${versions.fixedIn} or later`,
  };
}

/** That nobody knows which version a ref is. `newer` is the tag that GitHub has for it and the bot does not know; null where there is none. */
export function sayUnknownVersion(ref: string, newer: string | null, target: string): Saying {
  return newer === null
    ? {
        message: `the version of Harden-Runner is unknown: I do not know ${ref}, and neither a comment beside it nor a log names a version`,
        lift: `wait for a run whose log names the version, or name it in a comment beside the pin, such as \`${target}\``,
      }
    : {
        message: `the version of Harden-Runner is unknown: GitHub has ${ref} as ${newer}, which is newer than the releases I know`,
        lift: `if you trust it, name it in a comment beside the pin: \`${newer}\``,
      };
}

/** That a job was recorded by a version whose records are no proof, and first gets another one. */
export function sayMovesFirst(version: string, fixedIn: string, target: string): Saying {
  return {
    message: `it uses Harden-Runner ${version}, and ${sayMissedConnections(fixedIn)}`,
    lift: `merge the pull request that updates it to ${target}; learning then starts again`,
  };
}

/** What records of old versions lack. */
export function sayMissedConnections(fixedIn: string): string {
  return `below ${fixedIn}, audit records miss what is sent by sendto, sendmsg or sendmmsg, usually UDP (GHSA-cpmj-h4f6-r6pq)`;
}

/** That a policy outside the file cannot be switched before the step in the file moves. */
export function sayMovesBeforePolicy(versions: Versions, target: string): Saying {
  return {
    message: `Harden-Runner ${sayEndsLongJobs(versions)}`,
    lift: `merge the pull request that updates it to ${target}`,
  };
}

/** That runs do not count, because of the version that recorded them. */
export function sayDoubtedRuns(runs: number, version: string, fixedIn: string): Saying {
  const counted = runs === 1 ? "1 run does" : `${runs} runs do`;
  return {
    message: `${counted} not count, because Harden-Runner ${version} recorded ${runs === 1 ? "it" : "them"}: ${sayMissedConnections(fixedIn)}`,
    lift: "wait for runs with the version that the step has now",
  };
}

/** That a job blocks with a version that should not. */
export function sayBlocksWithOld(versions: Versions): Saying {
  return {
    message: `Harden-Runner ${sayEndsLongJobs(versions)}`,
    lift: `use Harden-Runner ${versions.fixedIn} or later`,
  };
}

/** That GitHub has a tag at another commit than the bot's table. */
export function sayMovedTag(tag: string, found: string, known: string): string {
  return `GitHub has Harden-Runner's tag ${tag} at commit ${found}, but it was at ${known} when it was reviewed. Somebody may have moved it, so check before you rely on it`;
}

/** That Harden-Runner has newer releases than the bot knows. */
export function sayNewerRelease(tag: string, known: string): string {
  return `Harden-Runner ${tag} is out; I know releases up to ${known} and propose no newer one`;
}
