/** What people are told where the bot does not look up hosts. Markdown. */
export const lookUpWords = {
  off: "**Nobody looked up whether these hosts exist.** The bot's DNS is off (`DNS_SERVERS=off`). Check it yourself: one entry that does not resolve makes Harden-Runner drop all rules, and nothing is blocked.",
  offInStatus:
    "I do not look up hosts (`DNS_SERVERS=off`). Before you merge a list, check that every host in it exists: one that does not resolve makes Harden-Runner drop all rules.",
} as const;
