/** A text that is hard to parse, by what makes it hard; about so many characters long. */
export type HostileText = (length: number) => string;

function repeated(before: string, piece: string, after = ""): HostileText {
  return (length) =>
    `${before}${piece.repeat(Math.floor((length - before.length - after.length) / piece.length))}${after}`;
}

const workflow = "on: push\njobs: ";

/** The worst texts that are known, each of another kind. */
export const hostileTexts: Readonly<Record<string, HostileText>> = {
  "brackets that close nothing": repeated("on: push\njobs:\n", "]"),
  "braces that close nothing": repeated("on: push\njobs:\n", "}"),
  "brackets that are never closed": repeated(workflow, "["),
  "brackets in brackets": (length) => {
    const depth = Math.floor((length - workflow.length) / 2);
    return `${workflow}${"[".repeat(depth)}${"]".repeat(depth)}`;
  },
  "maps in maps": repeated(workflow, "{a: "),
  "keys without an end in a flow": repeated(`${workflow}{`, "a: b c: d,\n", "}"),
  "commas in a flow": repeated(`${workflow}[`, ",", "]"),
  "colons in a flow": repeated(`${workflow}{`, ": , ", "}"),
  "lists in a line": repeated("on: push\njobs:\n", "- ", "x\n"),
  "complex keys in a line": repeated("on: push\njobs:\n", "? ", "x\n"),
  "escaped line ends in quotes": repeated(`${workflow}"`, "\\\n", '"\n'),
  "line ends in quotes": repeated(`${workflow}"`, "a\n ", '"\n'),
  "line ends in single quotes": repeated(`${workflow}'`, "''\n ", "'\n"),
  "quotes that end nothing": repeated("on: push\njobs:\n", '"'),
  "lines with tabs": repeated("on: push\njobs:\n", "  \t: x\n"),
  colons: repeated("on: push\njobs:\n", ": "),
  tags: repeated("on: push\njobs:\n", "!a ", "x"),
  "anchors on one value": repeated("on: push\njobs:\n", "&a ", "x"),
  "aliases of nothing": repeated(`${workflow}[`, "*a,", "]"),
  documents: repeated("", "---\n"),
  directives: repeated("", "%YAML 1.2\n"),
  "comments in a flow": repeated(`${workflow}[\n`, " #\n", "]"),
  "comments between keys": repeated("on: push\n", "#\n", "jobs: {}\n"),
  "empty lines in a block text": repeated("on: push\njobs: |\n", " \n"),
  "one key again and again": repeated("on: push\njobs:\n", "  a: 1\n"),
  "keys that are all different": (length) =>
    `on: push\njobs:\n${Array.from({ length: Math.floor(length / 12) }, (_, at) => `  k${at}: 1\n`).join("")}`.slice(
      0,
      length,
    ),
  "one anchor and its aliases": repeated("on: push\nx: &a {b: [1, 2]}\njobs:\n  a:\n", "  - *a\n"),
  "a text of one line": repeated(`${workflow}`, "a"),
};

/** An ordinary workflow file with about so many characters. */
export function ordinaryText(length: number): string {
  const jobs: string[] = [];
  let size = 0;
  for (let at = 0; size < length - 600; at += 1) {
    const job = `  job-${at}:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
    steps:
      - name: Harden the runner
        uses: step-security/harden-runner@v2
        with:
          egress-policy: audit
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
      - name: Build "it"
        run: |
          npm ci
          npm run build # slowly
        env:
          TARGET: "\${{ matrix.os }}"
`;
    jobs.push(job);
    size += job.length;
  }
  return `on: push\njobs:\n${jobs.join("")}`;
}
