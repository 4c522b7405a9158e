import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type Answer, decode, encode } from "dns-packet";

/** What the server says about a host: its IPv4 addresses, or why there are none. */
export type HostAnswer =
  | readonly string[]
  /** There is no such name. */
  | "missing"
  /** The name exists and has no IPv4 address. */
  | "no-address"
  | "fails"
  | "refuses"
  | "silent";

/** A DNS server on 127.0.0.1. */
export interface DnsServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Every name asked for, in order and as often as it was. */
  readonly queries: readonly string[];
  set(host: string, answer: HostAnswer): void;
  close(): Promise<void>;
}

/** Starts a server that answers for every host that was not set in one way. */
export async function startDnsServer(others: HostAnswer = ["203.0.113.1"]): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const answers = new Map<string, HostAnswer>();
  const queries: string[] = [];
  socket.on("message", (message, { port, address }) => {
    const { id = 0, questions = [] } = decode(message);
    const [question] = questions;
    if (question === undefined) return;
    queries.push(question.name);
    const answer = answers.get(question.name.toLowerCase()) ?? others;
    if (answer === "silent") return;
    const reply = encode({
      type: "response",
      id,
      // The type of the library's flags does not know the code, which is their lowest four bits.
      flags: rcodes[typeof answer === "string" ? answer : "found"],
      questions,
      answers: typeof answer === "string" ? [] : answer.map((data) => recordOf(question.name, data)),
    });
    socket.send(reply, port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    queries,
    set: (host, answer) => void answers.set(host.toLowerCase(), answer),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

const rcodes = { found: 0, "no-address": 0, fails: 2, missing: 3, refuses: 5 } as const;

function recordOf(name: string, data: string): Answer {
  return { type: "A", name, ttl: 60, data };
}
