import type { Refusal } from "../../../adapters/github/client/failure.ts";

/** What GitHub refuses the App, or a token, in a repository or for an owner; in one line. */
export function describeRefusal(
  { code, wanted }: Refusal,
  { who, where }: { readonly who: "the App" | "the token"; readonly where: string },
): string {
  switch (code) {
    case "permission":
      return `${who} may not do this in ${where}${wanted === null ? "" : ` (GitHub asks for ${wanted})`}`;
    case "scope":
      return "the token lacks the scope `workflow`, without which nobody may change a workflow file";
    case "rules":
      return `the rules of ${where} do not let ${who} do this`;
    case "archived":
      return `${where} is archived`;
    case "blocked":
      return `GitHub has blocked ${where}`;
    case "locked":
      return `the conversation in ${where} is locked`;
    case "ip-allow-list":
      return `the IP allow list of the owner of ${where} lacks this machine's address`;
    case "saml":
      return `the owner of ${where} wants ${who} to be authorised by single sign-on`;
    case "suspended":
      return who === "the App"
        ? `the installation on ${where} is suspended`
        : "the account of the token is suspended";
  }
}
