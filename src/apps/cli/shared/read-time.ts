import { UsageError } from "./usage-error.ts";

/** Reads what stands behind `--since`: a day, or a time in UTC. ISO 8601 UTC. @throws UsageError */
export function readTime(command: string, text: string | undefined): string {
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?$/.test(text ?? "");
  const time = isDate ? Date.parse(text ?? "") : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(
      text === undefined
        ? `${command}: say since when, as in --since 2026-11-28; see egress ${command} --help`
        : `${command}: --since takes a day such as 2026-11-28, or a time such as 2026-11-28T14:00:00Z, not ${text}`,
    );
  return new Date(time).toISOString();
}
