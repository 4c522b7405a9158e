import type { LogReader, Recorders } from "./recorder.ts";

/**
 * Begins to read a log of which nothing tells who recorded in it: every recorder reads it, and the first one that finds itself
 * there speaks. Where none does, the first of all says why there is no record.
 */
export function openLog([first, ...others]: Recorders): Pick<LogReader, "push" | "end"> {
  const [firstReader, readers] = [first.open(null), others.map((recorder) => recorder.open(null))];
  return {
    push(chunk) {
      firstReader.push(chunk);
      for (const reader of readers) reader.push(chunk);
    },
    end() {
      const record = firstReader.end();
      const records = [record, ...readers.map((reader) => reader.end())];
      return records.find(({ isPresent }) => isPresent) ?? record;
    },
  };
}
