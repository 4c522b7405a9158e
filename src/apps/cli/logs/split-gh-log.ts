/** What takes the lines of one job. */
export interface LineSink {
  push(bytes: Buffer): void;
}

const newline = 10;
const tab = 9;
/** A job's and a step's name are no longer; what is, is no line of `gh`'s. */
const longestPrefix = 4_096;

/**
 * Takes what `gh run view --log` prints, piece by piece, and gives each job's lines without the two names before them to the sink that
 * `open` makes for the job. A job whose lines stand apart gets a sink for each part.
 */
export function createGhLogSplitter(open: (job: string) => LineSink): {
  push(chunk: Buffer): void;
  end(): void;
} {
  let job: string | null = null;
  let sink: LineSink | null = null;
  /** The beginning of a line, up to its second tab; null behind that. */
  let prefix: Buffer | null = Buffer.alloc(0);

  function begin(line: Buffer, end: number): void {
    const name = line.toString("utf8", 0, end);
    if (name !== job || sink === null) sink = open(name);
    job = name;
  }

  /** Reads the names before a line, whose bytes up to now are given; what of it is the job's. */
  function readPrefix(line: Buffer): Buffer | null {
    const first = line.indexOf(tab);
    const second = first < 0 ? -1 : line.indexOf(tab, first + 1);
    if (second >= 0) {
      begin(line, first);
      return line.subarray(second + 1);
    }
    const isNone = line.length > longestPrefix || line.at(-1) === newline;
    return isNone ? line : null;
  }

  return {
    push(chunk) {
      let at = 0;
      while (at < chunk.length) {
        const lineEnd = chunk.indexOf(newline, at);
        const end = lineEnd < 0 ? chunk.length : lineEnd + 1;
        const part = chunk.subarray(at, end);
        at = end;
        if (prefix === null) sink?.push(part);
        else {
          const line: Buffer = prefix.length === 0 ? part : Buffer.concat([prefix, part]);
          const rest = readPrefix(line);
          if (rest !== null) sink?.push(rest);
          prefix = rest === null ? Buffer.from(line) : null;
        }
        if (lineEnd >= 0) prefix = Buffer.alloc(0);
      }
    },
    end() {
      if (prefix !== null && prefix.length > 0) sink?.push(prefix);
    },
  };
}
