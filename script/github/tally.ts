import { readFileSync } from "node:fs";
import type { Misfit } from "./validate.ts";

type Kind = "request" | "answer" | "webhook" | "graphql";

/** A place where GitHub itself answers otherwise than its description says. */
interface KnownFlaw {
  /** `*` for all. */
  readonly operation: string;
  readonly where: string;
  /** What the comparison with the description says. */
  readonly says: readonly string[];
  /** What stands in the description. */
  readonly quote: string;
  readonly reason: string;
}

/** What was judged, and what of it does not fit. */
export interface Tally {
  add(kind: Kind, operation: string, misfits: readonly Misfit[]): void;
  /** An answer of which the description says nothing. */
  skip(operation: string, status: number): void;
  describe(): string;
  /** Whether all that does not fit is one of a few known flaws of the description of answers. */
  isClean(): boolean;
}

const mostFlaws = 10;
const flaws = JSON.parse(
  readFileSync(new URL("known-flaws.json", import.meta.url), "utf8"),
) as readonly KnownFlaw[];
const kinds = ["request", "answer", "webhook", "graphql"] as const;

export function createTally(): Tally {
  const judged = new Map<Kind, number>();
  const skipped = new Map<string, number>();
  const unfit = new Map<string, number>();
  const met = new Map<KnownFlaw, number>();
  const increase = <Key>(map: Map<Key, number>, key: Key): void => void map.set(key, (map.get(key) ?? 0) + 1);

  return {
    add(kind, operation, misfits) {
      increase(judged, kind);
      for (const misfit of new Set(misfits.map(({ where, says }) => JSON.stringify({ where, says })))) {
        const { where, says } = JSON.parse(misfit) as Misfit;
        const flaw = flaws.find(
          (one) => ["*", operation].includes(one.operation) && one.where === where && one.says.includes(says),
        );
        if (flaw !== undefined && kind === "answer") increase(met, flaw);
        else increase(unfit, `${kind} ${operation} ${where}: ${says}`);
      }
    },
    skip(operation, status) {
      increase(skipped, `${operation} ${status}`);
    },
    describe() {
      const lines = kinds.map((kind) => `${judged.get(kind) ?? 0} ${kind}s judged`);
      for (const [text, count] of [...unfit].sort()) lines.push(`does not fit, ${count} times: ${text}`);
      for (const flaw of flaws) {
        const { operation, where, says, quote, reason } = flaw;
        lines.push(`known flaw, ${met.get(flaw) ?? 0} times: ${operation} ${where}: ${says.join("; ")}`);
        lines.push(`  the description: ${quote}`, `  ${reason}`);
      }
      const silent = [...skipped].sort().map(([what, count]) => `${what} (${count})`);
      lines.push(`not described, so not judged: ${silent.join(", ") || "nothing"}`);
      lines.push(`${unfit.size} mismatches, ${flaws.length} known flaws of the description`);
      return `${lines.join("\n")}\n`;
    },
    isClean: () => unfit.size === 0 && flaws.length <= mostFlaws,
  };
}
