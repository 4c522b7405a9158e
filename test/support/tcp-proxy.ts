import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server through which connections can be broken as networks break them. */
export interface TcpProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  /** From now on nothing passes on the connections that there are, in either direction, and nobody is told. New ones work. */
  freeze(): number;
  close(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  isFrozen: boolean;
}

/** Starts a proxy to the socket of a server. */
export async function startTcpProxy(socketPath: string): Promise<TcpProxy> {
  const pairs = new Set<Pair>();

  const server = createServer((near) => {
    const pair: Pair = { near, far: connect(socketPath), isFrozen: false };
    pairs.add(pair);
    pass(pair, near, pair.far);
    pass(pair, pair.far, near);
  });

  function pass(pair: Pair, from: Socket, to: Socket): void {
    from.on("data", (bytes) => {
      if (!pair.isFrozen) to.write(bytes);
    });
    from.on("error", () => {});
    from.on("close", () => {
      if (!pair.isFrozen) to.destroy();
      if (pair.near.destroyed && pair.far.destroyed) pairs.delete(pair);
    });
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      for (const pair of pairs) pair.isFrozen = true;
      return pairs.size;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy();
      await closed;
    },
  };
}
