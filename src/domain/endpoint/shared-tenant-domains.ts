// Written by script/shared-tenant-domains.ts from the Public Suffix List of the pinned tldts.
import { getDomain } from "tldts";
import { knownEndpoints } from "./known-endpoints.ts";
import fromPublicSuffixList from "./shared-tenant-domains.json" with { type: "json" };

// Domains that hand out names to strangers without being in the list.
const others = [
  "aliyuncs.com",
  "atlassian.net",
  "azure.com",
  "azure.net",
  "azurecr.io",
  "backblazeb2.com",
  "chinacloudapi.cn",
  "cloudflarestorage.com",
  "dropboxusercontent.com",
  "googleapis.com",
  "googleusercontent.com",
  "jfrog.io",
  "myqcloud.com",
  "oraclecloud.com",
  "sharepoint.com",
  "wasabisys.com",
  "windows.net",
];

/** Those of known services where anybody can have a name, or have requests to any name caught. */
const ofKnownServices = knownEndpoints.flatMap(({ host, isExfiltrationCapable }) =>
  isExfiltrationCapable && host.startsWith("*.") ? (getDomain(host.slice(2)) ?? []) : [],
);

/** Registered domains below which strangers get names of their own: a wildcard there would let anybody in. */
export const sharedTenantDomains: ReadonlySet<string> = new Set([
  ...fromPublicSuffixList,
  ...others,
  ...ofKnownServices,
]);
