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

/**
 * Whether every name that fits a pattern belongs to one owner. `suffix` is what follows its `*`: up to the first dot it may be anybody's
 * choice, so the domain behind that must be one owner's.
 */
export function staysWithOneOwner(suffix: string): boolean {
  const dot = suffix.indexOf(".");
  return dot >= 0 && hasOneOwner(suffix.slice(dot + 1));
}

/** Whether a name is a suffix under which names are registered, such as `org` or `co.uk`. */
export function isPublicSuffix(name: string): boolean {
  return getPublicSuffix(name, { allowPrivateDomains: false }) === name;
}
