/** What is wrong with a settings file as a whole. */
export const settingsFileWords = {
  notAFile: "this is not a file",
  notUtf8: "the file is not UTF-8",
  tooLarge: "the file is larger than 64 KiB",
  tooDeep: "the file is nested too deeply to hold settings",
  secondDocument: "the file holds a second YAML document",
  noMap: "the file must be a map of keys",
  ownerOnly: (key: string) => `${key} counts only in the owner's repository .github`,
  /** The same words whatever the reason, so that they tell nobody what is in a repository that he may not read. */
  noShared: (place: string) =>
    `${place} cannot be used: the App must reach the repository, the file must be there, have no mistakes and extend no other file`,
} as const;

/** What is wrong with a key. Keys come in quotes and are foreign. */
export const settingsKeyWords = {
  noText: "a key must be a text",
  twice: (key: string) => `the key ${key} is here twice`,
  unknown: (key: string, known: readonly string[]) =>
    `unknown key ${key}; the known keys are ${known.join(", ")}`,
  near: (key: string, meant: string) => `unknown key ${key}; did you mean ${meant}?`,
  /** `below` is the map where it would be known; null for the file itself. */
  nearElsewhere: (key: string, meant: string, below: string | null) =>
    `unknown key ${key}; did you mean ${meant} ${below === null ? "outside of any other key" : `below ${below}`}?`,
} as const;

/** What is wrong with a value. */
export const settingsValueWords = {
  alias: 'a text that begins with * must be in quotes, such as "*.example.com"; aliases are not supported',
  anchor: "anchors are not supported",
  tag: "tags are not supported",
  noMap: "must be a map of keys",
  noRisk: "must be a number above 0 and at most 1",
  riskTooLow: "must be above 0",
  riskTooHigh: "must be at most 1",
  noLabel: "must be a label of 1 to 50 characters",
  noLogin: "must be the login of a person",
  noReviewer: "must be the login of a person, or a team as OWNER/TEAM",
  badPrefix: "must be at most 30 letters, digits, emoji, spaces and . _ : ( ) / ! + -",
  noTruth: "must be true or false",
  noDay: "must name at least one day",
  dayTwice: "must name each day only once",
  noHours: "must be two hours of the day, such as 9-17, or 22-6 over midnight",
  noTimeZone: "must be an IANA time zone, such as Europe/Berlin",
  noRepositories:
    "must be the name of a repository, such as web-* in which * stands for anything, or !web-old to leave it out",
  noSharedFile:
    "must be REPOSITORY:PATH of a YAML file in a repository of the same owner, such as standards:egress/web.yml",
  noList: "must be a list",
  noListOrEmpty: "must be a list; [] is an empty one",
  noSource: "must name at least one of default-branch and pull-requests",
  sourceTwice: "must not name one twice",
  noFileOrJob: "must be a workflow file or FILE:JOB",
  badFileOrJob: "must be a workflow file such as ci.yml, or one job of it such as ci.yml:build",
  noBranch: "must be the name of a branch, or a pattern such as release/**",
  badBranch:
    "must be the name of a branch, or a pattern such as release/** in which * stands for anything but a slash and ** for anything",
  noEndpoint: "must be HOST or HOST:PORT",
  tooLong: "is too long",
  noWhole: (least: number, most: number) => `must be a whole number from ${least} to ${most}`,
  noNumber: (least: number, most: number) => `must be a number from ${least} to ${most}`,
  noneOf: (values: readonly string[]) => `must be one of ${values.join(", ")}`,
  tooMany: (most: number) => `must have at most ${most} entries`,
} as const;

/** Why a text is no endpoint that could be listed, by the problem with it. */
export const settingsEndpointWords = {
  address: "must be a host name, not an address, because Harden-Runner looks up every entry as a name",
  "bad-port": "the port must be a number from 1 to 65535",
  "bad-host": "this is not a host name",
  underscore: "a host name has no underscore",
  "two-wildcards": "a pattern can have only one *",
  "unsafe-pattern": "this pattern would let strangers in: anyone can get a name that it matches",
} as const;
