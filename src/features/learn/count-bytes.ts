/** A `fetch` whose answers are counted as they are read. */
export interface CountedFetch {
  readonly fetch: typeof fetch;
  /** Bytes that were read so far. */
  bytes(): number;
}

/** Counts what comes for requests, of which a log may have hundreds of MB. */
export function countBytes(ask: typeof fetch): CountedFetch {
  let bytes = 0;
  return {
    async fetch(input, init) {
      const answer = await ask(input, init);
      if (answer.body === null) return answer;
      const counter = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          bytes += chunk.length;
          controller.enqueue(chunk);
        },
      });
      const { status, statusText, headers } = answer;
      return new Response(answer.body.pipeThrough(counter), { status, statusText, headers });
    },
    bytes: () => bytes,
  };
}
