// What may be long in a sequence excludes what begins one of its kind, so no part of a text is looked at twice, and a search
// is linear in the text whatever the text is.
const escapeSequence = new RegExp(
  [
    // CSI: parameters, intermediates, one final byte.
    String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]`,
    // OSC, such as a hyperlink: up to BEL or the string terminator.
    String.raw`(?:\u001b\]|\u009d)[^\u0007\u001b\u009c\u009d]*(?:\u0007|\u001b\\|\u009c)`,
    // All others: intermediates and a final byte.
    String.raw`\u001b[ -/]*[0-Z\\-~]`,
  ].join("|"),
  "g",
);

/** A text without ANSI escape sequences; in time linear in its length, which Node's own function does not promise. */
export function stripAnsi(text: string): string {
  return text.includes("\u001b") || text.includes("\u009b") || text.includes("\u009d")
    ? text.replace(escapeSequence, "")
    : text;
}
