interface Saying {
  readonly message: string;
  readonly lift: string;
}

/** Why a list cannot be relied on, and what would change that, by the code of what holds it. Names are foreign. */
export const holdWords = {
  "address-without-name": (endpoint: string): Saying => ({
    message: `${endpoint} was called without a name; block mode cannot allow an address`,
    lift: "the job calls it by a name until the call has left the window, or `/egress propose JOB`",
  }),
  "masked-name": (endpoint: string): Saying => ({
    message: `${endpoint} was called, and GitHub masks a part of its name, as that part is a secret of the repository`,
    lift: "another value of that secret, until the call has left the window, or `/egress allow HOST:PORT REASON` with the whole name and `/egress propose JOB`",
  }),
  /** `isForbidden` where the settings allow no pattern. */
  "rotating-host-without-pattern": (endpoint: string, isForbidden: boolean): Saying => ({
    message: isForbidden
      ? `${endpoint} and its siblings change from run to run, and the settings allow no wildcard`
      : `${endpoint} and its siblings change from run to run, and any wildcard for them would let strangers in`,
    lift: isForbidden
      ? "`wildcards: ask` in the settings, or `/egress allow NAME REASON` for each name if they are few"
      : "`/egress allow NAME REASON` for each name if they are few",
  }),
  "wildcard-not-confirmed": (pattern: string): Saying => ({
    message: `${pattern} stands for names that change from run to run, and nobody has confirmed the pattern`,
    lift: `\`/egress allow ${pattern} REASON\`, or \`/egress propose JOB\``,
  }),
  "denied-name-in-pattern": (pattern: string, denied: string): Saying => ({
    message: `${pattern} would let through ${denied}, which was denied`,
    lift: `\`/egress allow ${denied} REASON\`, or \`/egress deny ${pattern}\``,
  }),
  "host-unanswered": (endpoint: string): Saying => ({
    message: `no resolver said whether ${endpoint} resolves, and one name that does not turns all blocking off`,
    lift: "an answer, which the next look asks for",
  }),
} as const;
