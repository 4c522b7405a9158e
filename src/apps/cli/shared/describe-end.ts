/** When a limit ends, to be read behind "is used up". `until` is in ms since 1970; null where GitHub does not say. */
export function describeEnd({ until }: { readonly until: number | null }): string {
  return until === null
    ? "for some minutes"
    : `until ${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
