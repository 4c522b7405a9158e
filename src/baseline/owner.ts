import { getDomain, getPublicSuffix } from "tldts";
import { sharedTenantDomains } from "./shared-tenant-domains.ts";

/**
 * The name under which somebody registered a host: `gradle.org` for `plugins.gradle.org`. With the private section of the
 * Public Suffix List, so `a.blob.core.windows.net` and `b.blob.core.windows.net` have different owners. Null for a suffix itself.
 */
export function ownerOf(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true });
}

/**
 * Whether every name below `domain`, at any depth, belongs to one owner, as far as the Public Suffix List knows: `domain`
 * is neither at, nor below, nor above a suffix under which strangers get names.
 */
export function hasOneOwner(domain: string): boolean {
  const registered = getDomain(domain, { allowPrivateDomains: false });
  if (registered === null || registered !== ownerOf(domain)) return false;
  return !sharedTenantDomains.has(registered);
}

/** Whether a name is a suffix under which names are registered, such as `org` or `co.uk`. */
export function isPublicSuffix(name: string): boolean {
  return getPublicSuffix(name, { allowPrivateDomains: false }) === name;
}
