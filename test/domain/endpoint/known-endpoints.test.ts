import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderKnownEndpoints } from "../../../script/known-endpoints.ts";
import { isExfiltrationCapable } from "../../../src/domain/endpoint/exfiltration-capable.ts";
import { findKnownEndpoint } from "../../../src/domain/endpoint/find-known-endpoint.ts";
import { knownEndpoints } from "../../../src/domain/endpoint/known-endpoints.ts";

function readSource(name: string): string {
  return readFileSync(new URL(`../../../src/domain/endpoint/${name}`, import.meta.url), "utf8");
}

describe("the list", () => {
  test("is what script/known-endpoints.ts writes", () => {
    expect(readSource("known-endpoints.json")).toBe(renderKnownEndpoints(readSource("known-endpoints.yml")));
  });

  test("describes the hosts that lists name most often", () => {
    const hosts = ["github.com", "api.github.com", "pypi.org", "registry.npmjs.org", "ghcr.io"];
    expect(hosts.filter((host) => findKnownEndpoint(host) === null)).toEqual([]);
    expect(knownEndpoints.length).toBeGreaterThanOrEqual(150);
  });

  test("sends nobody to a host that itself moved, or is unknown", () => {
    const moves = knownEndpoints.flatMap(({ host, becomes }) =>
      becomes === null ? [] : [{ host, becomes }],
    );
    expect(moves.length).toBeGreaterThan(5);
    expect(moves.filter(({ becomes }) => findKnownEndpoint(becomes)?.becomes !== null)).toEqual([]);
  });
});

describe("findKnownEndpoint", () => {
  test.each([
    ["a host", "pypi.org", "pypi.org"],
    ["a name below a suffix", "tenant.blob.core.windows.net", "*.blob.core.windows.net"],
    ["a name deep below a suffix", "a.b.blob.core.windows.net", "*.blob.core.windows.net"],
    [
      "the longer of two suffixes",
      "pipelines.actions.githubusercontent.com",
      "*.actions.githubusercontent.com",
    ],
    ["the shorter where the longer does not fit", "avatars.githubusercontent.com", "*.githubusercontent.com"],
    ["a host before a suffix above it", "sts.amazonaws.com", "sts.amazonaws.com"],
    ["the pattern itself", "*.blob.core.windows.net", "*.blob.core.windows.net"],
    ["a pattern below a suffix", "*.eu.blob.core.windows.net", "*.blob.core.windows.net"],
    ["a pattern with a prefix", "prod*.blob.core.windows.net", "*.blob.core.windows.net"],
  ])("finds %s", (_, host, expected) => {
    expect(findKnownEndpoint(host)?.host).toBe(expected);
  });

  test.each([
    "blob.core.windows.net",
    "evil-pypi.org",
    "pypi.org.example.com",
    "sub.pypi.org",
    "*.pypi.org",
    "example.com",
    "localhost",
    "__proto__",
    "",
    ".",
  ])("does not know %j", (host) => {
    expect(findKnownEndpoint(host)).toBeNull();
  });

  test("says where release assets went", () => {
    expect(findKnownEndpoint("objects.githubusercontent.com")?.becomes).toBe(
      "release-assets.githubusercontent.com",
    );
  });
});

test("knows the doors of Docker Hub's layers, two of which nobody else can write to", () => {
  const doors = knownEndpoints.filter(({ service }) => service === "docker-hub-layers");
  expect(
    doors.map(({ host, isExfiltrationCapable: isOpen }) => [host.split(".").slice(-3).join("."), isOpen]),
  ).toEqual([
    ["r2.cloudflarestorage.com", true],
    ["cloudflare.docker.com", false],
    ["cloudfront.docker.com", false],
  ]);
});

describe("isExfiltrationCapable", () => {
  test.each([
    "api.anthropic.com",
    "api.dropboxapi.com",
    "api.github.com",
    "api.openai.com",
    "api.pushover.net",
    "api.telegram.org",
    "bucket.nyc3.digitaloceanspaces.com",
    "bucket.s3.amazonaws.com",
    "bucket.storage.googleapis.com",
    "a.firebaseio.com",
    "a.ngrok-free.app",
    "a.ngrok.app",
    "a.ngrok.io",
    "a.oastify.com",
    "a.r2.cloudflarestorage.com",
    "a.trycloudflare.com",
    "a.workers.dev",
    "content.dropboxapi.com",
    "crates.io",
    "discord.com",
    "docs.google.com",
    "drive.google.com",
    "file.io",
    "ghcr.io",
    "gist.github.com",
    "github.com",
    "gitlab.com",
    "graph.microsoft.com",
    "hooks.slack.com",
    "huggingface.co",
    "pastebin.com",
    "quay.io",
    "registry-1.docker.io",
    "registry.npmjs.org",
    "slack.com",
    "sns.us-east-1.amazonaws.com",
    "sqs.us-east-1.amazonaws.com",
    "sts.amazonaws.com",
    "storage.googleapis.com",
    "tenant.blob.core.windows.net",
    "transfer.sh",
    "upload.pypi.org",
    "uploads.github.com",
    "webhook.site",
    "www.googleapis.com",
  ])("%s takes data from anybody", (host) => {
    expect(isExfiltrationCapable(host)).toBe(true);
  });

  test.each([
    "pypi.org",
    "files.pythonhosted.org",
    "release-assets.githubusercontent.com",
    "example.com",
    "evil-github.com",
  ])("%s does not, as far as is known", (host) => {
    expect(isExfiltrationCapable(host)).toBe(false);
  });

  test.each([
    ["*.github.com", true],
    ["api.git*.com", true],
    ["prod*.blob.core.windows.net", true],
    ["*.windows.net", true],
    ["*.s3.amazonaws.com", true],
    ["x*.com", true],
    ["*.docker.io", true],
    ["*.data.mcr.microsoft.com", false],
    ["*.pypi.org", true],
    ["file*.pythonhosted.org", false],
    ["*.hackage.haskell.org", false],
    ["api.github.com*.example.com", false],
    // To the agent the prefix and the suffix may share letters of a host.
    ["gist.github*.github.com", true],
  ])("the pattern %s: %s", (pattern, expected) => {
    expect(isExfiltrationCapable(pattern)).toBe(expected);
  });
});

describe("a list with a mistake is refused", () => {
  const entry = "- { host: b.example.com, kind: tools, what: Tools, source: 'https://example.com/' }";
  const withFields = (fields: string) =>
    `- { host: b.example.com, kind: tools, what: Tools, source: 'https://example.com/', ${fields} }`;

  test("and one without is written", () => {
    expect(renderKnownEndpoints(entry)).toContain('"host":"b.example.com"');
  });

  test.each([
    ["a host twice", `${entry}\n${entry}`, "b.example.com is there twice"],
    [
      "hosts out of order",
      `${entry}\n${entry.replace("b.", "a.")}`,
      "a.example.com stands after b.example.com",
    ],
    ["a host in capitals", entry.replace("b.", "B."), "is neither a host nor *.host"],
    ["a star within", entry.replace("b.example.com", "'b*.example.com'"), "is neither a host nor *.host"],
    ["a source without TLS", entry.replace("https:", "http:"), "[0].source"],
    ["an unknown kind", entry.replace("kind: tools", "kind: tool"), "[0].kind"],
    ["a long description", entry.replace("Tools", "x".repeat(61)), "[0].what"],
    ["a field of another name", withFields("exfiltration: true"), "exfiltration"],
    ["a service with one door", withFields("service: tools"), "b.example.com is the only door of tools"],
    [
      "two doors of a service that no one source names together",
      `${withFields("service: tools")}\n${withFields("service: tools").replace("b.", "c.").replace("com/", "com/c")}`,
      "has another source than tools",
    ],
    ["a move to itself", withFields("becomes: b.example.com"), "b.example.com becomes itself"],
    [
      "a closed name below an open suffix",
      `- { host: '*.example.com', kind: tools, what: T, exfiltration-capable: true, source: 'https://example.com/' }\n${entry}`,
      "b.example.com lies below an exfiltration-capable suffix",
    ],
  ])("%s", (_, text, message) => {
    expect(() => renderKnownEndpoints(text)).toThrow(message);
  });
});
