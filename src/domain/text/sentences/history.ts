/** What became of a list, or of an entry of it. */
export const changeWords = {
  blocked: "the list came into force",
  returned: "back to audit mode",
  added: "added",
  removed: "removed",
  found: "already in the list",
  allowed: "allowed",
  denied: "denied",
} as const;
