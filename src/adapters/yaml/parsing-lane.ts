import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Answers, NoAnswer, Question } from "./question.ts";

/** Parses one text after the other, each within so many ms; a thread that is late is ended, and the next text gets a new one. */
export type ParsingLane = <Kind extends keyof Answers>(
  kind: Kind,
  text: string,
) => Promise<Answers[Kind] | NoAnswer>;

/** A thread that takes more is ended by Node. */
const memory = { maxOldGenerationSizeMb: 256, stackSizeMb: 4 };

/** Its thread is started when it is needed first, and does not keep the process alive while nothing is asked. */
export function createParsingLane(deadline: number): ParsingLane {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  return (kind, text) => {
    const answer = last.then(() => ask({ kind, text }));
    last = answer.catch(() => {});
    // What comes back is what the thread says to this kind, as the thread's own types hold.
    return answer as Promise<Answers[typeof kind] | NoAnswer>;
  };

  async function getThread(): Promise<Worker | null> {
    if (thread === null || !isAlive(thread)) thread = await startThread();
    return thread;
  }

  async function ask(question: Question): Promise<Answers[keyof Answers] | NoAnswer> {
    const worker = await getThread();
    if (worker === null) return "failed";
    worker.ref();
    const answer = await hear(worker, question, deadline);
    worker.unref();
    if (answer !== "late" && answer !== "failed") return answer;
    thread = null;
    await worker.terminate();
    return answer;
  }
}

/** Its number is negative once it has ended. */
function isAlive({ threadId }: Worker): boolean {
  return threadId >= 0;
}

/** Null where it ends before it is ready. The time to load it is nobody's. */
async function startThread(): Promise<Worker | null> {
  const entry = new URL(`./parse-thread${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(entry, { resourceLimits: memory, env: {} });
  return new Promise((resolve) => {
    worker.once("message", () => resolve(worker));
    for (const end of ["error", "exit"]) worker.once(end, () => resolve(null));
  });
}

function hear(
  worker: Worker,
  question: Question,
  deadline: number,
): Promise<Answers[keyof Answers] | NoAnswer> {
  return new Promise((resolve) => {
    const end = (answer: Answers[keyof Answers] | NoAnswer): void => {
      clearTimeout(timer);
      for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
      // An error without a listener would end the process.
      worker.on("error", () => {});
      resolve(answer);
    };
    const timer = setTimeout(() => end("late"), deadline);
    worker.once("message", end);
    for (const event of ["error", "exit"]) worker.once(event, () => end("failed"));
    worker.postMessage(question);
  });
}
