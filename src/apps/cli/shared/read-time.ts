import { UsageError } from "./usage-error.ts";

/** Reads what stands behind `--since`: a day, or a time in UTC. ISO 8601 UTC. @throws UsageError */
export function readTime(command: string, text: string | undefined): string {
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?$/.test(text ?? "");
  const time = isDate ? Date.parse(text ?? "") : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`${command}: say --since 2026-11-28; see egress ${command} --help`);
  return new Date(time).toISOString();
}
