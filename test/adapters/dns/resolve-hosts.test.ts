import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createResolveHosts, ResolverDownError } from "../../../src/adapters/dns/resolve-hosts.ts";
import { type DnsServer, startDnsServer } from "../../support/dns-server.ts";

let server: DnsServer;

beforeEach(async () => {
  server = await startDnsServer("missing");
});

afterEach(async () => {
  await server.close();
});

function resolverAt(...servers: readonly string[]) {
  return createResolveHosts({ servers, timeout: 60_000, tries: 2 });
}

/** For questions of which one gets no answer: another's may come late, and is asked for again. */
function hastyResolverAt(...servers: readonly string[]) {
  return createResolveHosts({ servers, timeout: 250, tries: 4 });
}

describe("looking hosts up", () => {
  test.each([
    ["one with an address", "a.example.org", ["203.0.113.7"], "resolves"],
    ["one that does not exist", "b.example.org", "missing", "missing"],
    ["one with other records only", "c.example.org", "no-address", "missing"],
    ["one whose servers fail", "d.example.org", "fails", "unanswered"],
    ["one that the resolver refuses", "e.example.org", "refuses", "unanswered"],
    ["one without any answer", "f.example.org", "silent", "unanswered"],
    ["one that is no host name", "not a host", ["203.0.113.7"], "missing"],
    ["one in upper case", "G.EXAMPLE.ORG", ["203.0.113.7"], "resolves"],
    ["an internationalized one as DNS has it", "xn--bcher-kva.example.org", ["203.0.113.7"], "resolves"],
    ["an internationalized one as people write it", "bücher.example.org", ["203.0.113.7"], "missing"],
    ["an address", "203.0.113.7", ["203.0.113.7"], "missing"],
    ["no text", "", ["203.0.113.7"], "missing"],
    ["one with a star", "*.example.org", ["203.0.113.7"], "missing"],
  ] as const)("%s", async (_, host, answer, expected) => {
    server.set("up.example.org", ["203.0.113.9"]);
    server.set(host, answer);
    const resolver = answer === "silent" ? hastyResolverAt(server.address) : resolverAt(server.address);
    const resolutions = await resolver([host, "up.example.org"]);
    expect(resolutions.get(host)).toBe(expected);
    expect(resolutions.get("up.example.org")).toBe("resolves");
  });

  test("no hosts, no question", async () => {
    expect(await resolverAt(server.address)([])).toEqual(new Map());
    expect(server.queries).toEqual([]);
  });

  test("two hundred at once, each asked once, and not again within a minute", async () => {
    const hosts = Array.from({ length: 200 }, (_, index) => `host-${index}.example.org`);
    for (const host of hosts) server.set(host, ["203.0.113.7"]);
    const resolveHosts = resolverAt(server.address);
    const resolutions = await resolveHosts([...hosts, ...hosts]);
    expect(resolutions.size).toBe(200);
    expect(new Set(resolutions.values())).toEqual(new Set(["resolves"]));
    await resolveHosts(hosts);
    expect(server.queries.toSorted()).toEqual(hosts.toSorted());
  });

  test("what nobody answered is asked again", async () => {
    server.set("a.example.org", ["203.0.113.7"]);
    server.set("b.example.org", "fails");
    const resolveHosts = resolverAt(server.address);
    expect((await resolveHosts(["a.example.org", "b.example.org"])).get("b.example.org")).toBe("unanswered");
    server.set("b.example.org", ["203.0.113.8"]);
    expect((await resolveHosts(["b.example.org"])).get("b.example.org")).toBe("resolves");
  });
});

describe("a resolver that is down", () => {
  test("nobody listens", async () => {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    await expect(resolverAt(`127.0.0.1:${port}`)(["a.example.org"])).rejects.toThrow(ResolverDownError);
  });

  test("it takes questions and says nothing", async () => {
    server.set("a.example.org", "silent");
    await expect(hastyResolverAt(server.address)(["a.example.org"])).rejects.toMatchObject({
      code: "resolver-down",
    });
  });

  test("it says of everything that there is no such name", async () => {
    const hosts = ["a.example.org", "b.example.org"];
    await expect(resolverAt(server.address)(hosts)).rejects.toThrow(ResolverDownError);
  });

  test("the next one is asked", async () => {
    const second = await startDnsServer(["203.0.113.1"]);
    server.set("a.example.org", "silent");
    const resolutions = await hastyResolverAt(server.address, second.address)(["a.example.org"]);
    expect(resolutions.get("a.example.org")).toBe("resolves");
    await second.close();
  });
});
