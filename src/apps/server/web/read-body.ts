import type { IncomingMessage } from "node:http";

/** A body, or why there is none: it is too large, or too many bytes of bodies are held at this moment. */
export type Body =
  | { readonly kind: "body"; readonly text: string }
  | { readonly kind: "too-large" }
  | { readonly kind: "busy" };

/** Reads bodies while holding no more bytes than a limit for one and a limit for all together. */
export type BodyReader = (request: IncomingMessage) => Promise<Body>;

/** Makes a reader; the limits are in bytes. It rejects where the connection breaks. */
export function createBodyReader(limits: { readonly one: number; readonly all: number }): BodyReader {
  let held = 0;

  return async function readBody(request) {
    if (Number(request.headers["content-length"] ?? 0) > limits.one) return { kind: "too-large" };
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      return await new Promise<Body>((resolve, reject) => {
        request.on("data", (chunk: Buffer) => {
          length += chunk.length;
          held += chunk.length;
          chunks.push(chunk);
          if (length > limits.one) resolve({ kind: "too-large" });
          else if (held > limits.all) resolve({ kind: "busy" });
        });
        request.once("end", () =>
          resolve({ kind: "body", text: Buffer.concat(chunks, length).toString("utf8") }),
        );
        request.once("error", reject);
      });
    } finally {
      request.removeAllListeners("data").removeAllListeners("end");
      held -= length;
    }
  };
}
