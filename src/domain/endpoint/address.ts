const quad = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** The address that answers for every name block mode refuses; a call to it is a refusal, not traffic (agent v0.16). */
export const sinkholeAddress = "54.185.253.63";

/** The four numbers of an IPv4 address in dotted form; null for anything else. The agent records no IPv6. */
export function parseAddress(text: string): readonly number[] | null {
  const match = quad.exec(text);
  if (match === null) return null;
  const octets = match.slice(1).map(Number);
  return octets.every((octet) => octet <= 255) ? octets : null;
}

/**
 * Whether block mode always lets an address through: loopback, the private ranges, the metadata service and Azure's own
 * 168.63.129.16. The rest of 169.254/16 is not among them.
 */
export function isAlwaysReachable(address: string): boolean {
  const [a = -1, b = -1] = parseAddress(address) ?? [];
  return (
    a === 127 ||
    a === 10 ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    address === metadataAddress ||
    address === platformAddress
  );
}

/** The metadata service of the virtual machine. */
const metadataAddress = "169.254.169.254";

/** Azure's wire server, DNS and health probe: the platform's own traffic on every GitHub-hosted runner. */
export const platformAddress = "168.63.129.16";
