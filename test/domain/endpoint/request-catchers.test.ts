import { expect, test } from "vitest";
import { isExfiltrationCapable } from "../../../src/domain/endpoint/exfiltration-capable.ts";
import { staysWithOneOwner } from "../../../src/domain/endpoint/owner.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import { learn } from "../../support/baseline-builder.ts";

const tenants = [
  ...["c1a2b3.oast.fun", "c1a2b3.oast.pro", "a.interact.sh", "a.burpcollaborator.net", "a.webhook.site"],
  ...["a.requestcatcher.com", "a.m.pipedream.net", "a.dnslog.cn", "a.ceye.io", "a.loca.lt", "a.lhr.life"],
  ...["abc.lambda-url.eu-west-1.on.aws", "a.cloudfunctions.net", "a-1.run.app", "a.vercel.app", "a.deno.dev"],
  ...["d111.cloudfront.net", "a.azureedge.net", "a.b-cdn.net", "o1.ingest.sentry.io", "a.x1y2z.mongodb.net"],
  ...["tenant.eu.auth0.com", "10-0-0-1.nip.io", "a.sslip.io", "a.duckdns.org", "a.supabase.co"],
];
const places = [
  ...["dns.google", "cloudflare-dns.com", "dns.quad9.net", "doh.opendns.com", "ntfy.sh", "0x0.st"],
  ...["termbin.com", "hooks.zapier.com", "www.google-analytics.com", "api.notion.com"],
];

test.each([...tenants, ...places])("anybody can have data sent to %s", (host) => {
  expect(isExfiltrationCapable(host)).toBe(true);
});

test.each(tenants)("no pattern ever covers what lies beside %s", (host) => {
  const parts = host.split(".");
  for (let labels = 1; labels < parts.length - 1; labels += 1)
    expect(staysWithOneOwner(`.${parts.slice(labels).join(".")}`)).toBe(false);
});

test("names of a request catcher that change from run to run become no pattern", () => {
  const names = ["cab12", "ccd34", "cef56", "cgh78", "cij90"].map((name) => `${name}.oast.fun`);
  const { entries, holds } = recommend(learn(names.map((name) => ({ calls: ["pypi.org", name] }))));
  expect(entries.map(({ text }) => text)).toEqual(["pypi.org:443"]);
  expect(holds).toMatchObject([{ code: "rotating-host-without-pattern" }]);
});
