import { describe, expect, test } from "vitest";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import { defaultRecommendOptions } from "../../../src/domain/recommendation/recommendation.ts";
import { learn } from "../../support/baseline-builder.ts";

const own = [
  "github.com",
  "registry.npmjs.org",
  "pypi.org",
  "files.pythonhosted.org",
  "api.acme-corp.example",
  "proxy.golang.org",
];

/** The flags of a host that a job calls from some run on, but for the one that says so. */
function flagsOf(host: string): readonly string[] {
  const runs = Array.from({ length: 40 }, (_, at) => ({ calls: at < 20 ? own : [...own, host] }));
  const { entries } = recommend(learn(runs), defaultRecommendOptions);
  const entry = entries.find(({ text }) => text === `${host}:443`);
  expect(entry?.flags, host).toContain("late-arrival");
  return entry?.flags.filter((flag) => flag !== "late-arrival") ?? [];
}

/** What somebody could call out to, and the flag by which the reviewer sees it. */
const strangers: Readonly<Record<string, readonly string[]>> = {
  punycode: ["xn--gthub-n4a.com"],
  "similar-to": [
    "github.com.evil.example",
    "registry.npmjs.org.co",
    "pypi.org.attacker.net",
    "files.pythonhosted.org-cdn.net",
    "githubusercontent.co",
    "api.githu8.com",
    "rnicrosoft.com",
    "qithub.com",
    "gitbub.com",
    "g1thub.com",
    "npmjs.co",
    "pypi.io",
    "api.acme-c0rp.example",
    "api.acmecorp.example",
    "registry.yarnpkg.corn",
  ],
  "unknown-host": [
    "registry-npmjs.org",
    "raw.githack.com",
    "play.svix.com",
    "evil.devtunnels.ms",
    "evil.localhost.run",
  ],
  "newly-shared-tenant": [
    "evil.pages.dev",
    "evil.s3.amazonaws.com",
    "1.2.3.4.nip.io",
    "evil.execute-api.us-east-1.amazonaws.com",
    "evil.lambda-url.us-east-1.on.aws",
    "ec2-1-2-3-4.compute-1.amazonaws.com",
    "evil.cloudapp.azure.com",
    "evil.hf.space",
    "evil.ts.net",
    "evil.hopto.org",
  ],
  "exfiltration-capable": [
    "a.b.c.burpcollaborator.net",
    "evil.oast.pro",
    "evil.dnslog.cn",
    "webhook.site",
    "bashupload.com",
    "termbin.com",
    "maker.ifttt.com",
    "script.google.com",
    "docs.google.com",
    "dns.google",
    "api.telegram.org",
    "gist.github.com",
  ],
};

describe.each(Object.entries(strangers))("a stranger's host that gets the flag %s", (flag, hosts) => {
  test.each(hosts)("%s", (host) => expect(flagsOf(host)).toContain(flag));
});

test("a job's own hosts, from its first run on, get none of the flags of strangers", () => {
  const runs = Array.from({ length: 40 }, () => ({ calls: own }));
  const { entries } = recommend(learn(runs), defaultRecommendOptions);
  const known = entries.filter(({ text }) => !text.includes("acme"));
  expect(known).toHaveLength(5);
  for (const { text, flags } of known)
    expect(
      flags.filter((flag) => flag in strangers && flag !== "exfiltration-capable"),
      text,
    ).toEqual([]);
});
