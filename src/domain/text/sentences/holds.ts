interface Saying {
  readonly message: string;
  readonly lift: string;
}

/** Why a list cannot be relied on, and what would change that, by the code of what holds it. Names are foreign. */
export const holdWords = {
  "address-without-name": (endpoint: string): Saying => ({
    message: `${endpoint} was called by its address, and block mode can only allow names`,
    lift: "call it by its name until the old call has aged out, or comment `/egress propose JOB`",
  }),
  "masked-name": (endpoint: string): Saying => ({
    message: `${endpoint} was called, and GitHub masks part of its name because it is a secret of the repository`,
    lift: "change the value of that secret and wait until the old call has aged out, or comment `/egress allow HOST:PORT REASON` with the whole name and then `/egress propose JOB`",
  }),
  /** `isForbidden` where the settings allow no pattern. */
  "rotating-host-without-pattern": (endpoint: string, isForbidden: boolean): Saying => ({
    message: isForbidden
      ? `${endpoint} and its siblings change from run to run, and the settings allow no wildcard`
      : `${endpoint} and its siblings change from run to run, and any wildcard for them would let strangers in`,
    lift: isForbidden
      ? "set `wildcards: ask`, or comment `/egress allow NAME REASON` for each name if there are few"
      : "comment `/egress allow NAME REASON` for each name if there are few",
  }),
  "wildcard-not-confirmed": (pattern: string): Saying => ({
    message: `${pattern} stands for names that change from run to run, and nobody has confirmed the pattern`,
    lift: `comment \`/egress allow ${pattern} REASON\` or \`/egress propose JOB\``,
  }),
  "denied-name-in-pattern": (pattern: string, denied: string): Saying => ({
    message: `${pattern} would allow ${denied}, which was denied`,
    lift: `comment \`/egress allow ${denied} REASON\` or \`/egress deny ${pattern}\``,
  }),
  "host-unanswered": (endpoint: string): Saying => ({
    message: `no resolver answered whether ${endpoint} resolves, and one name that does not turns off all blocking`,
    lift: "wait for the next look-up",
  }),
} as const;
