/** What GitHub refuses, for which reason. */
export type RefusalCode =
  /** The App, or the token, lacks a permission. */
  | "permission"
  /** A personal token lacks the scope `workflow`. */
  | "scope"
  /** A rule of the repository for its branches. */
  | "rules"
  /** The repository is archived, and so read-only. */
  | "archived"
  /** GitHub has closed the repository. */
  | "blocked"
  /** People have locked the conversation. */
  | "locked"
  /** The owner lets in other addresses only. */
  | "ip-allow-list"
  /** The owner wants a single sign-on that the token did not go through. */
  | "saml"
  /** The owner has suspended the installation, or GitHub the account. */
  | "suspended";

/**
 * The words by which GitHub says what kind of refusal an answer is; statuses and headers alone do not tell. This is the only place
 * where its words are matched. Each stands at the beginning of a message, where no foreign text, such as a file's name, can imitate it.
 */
const words: readonly (readonly [RegExp, "limit" | RefusalCode])[] = [
  // docs.github.com, "Rate limits for the REST API"; octokit.rb, `error_for_403`; seen with and without `retry-after`.
  [/^You have exceeded a secondary rate limit/i, "limit"],
  [/^API rate limit (?:already )?exceeded/i, "limit"],
  [/^You have triggered an abuse detection mechanism/i, "limit"],
  // docs.github.com, community discussions 180367: the limit of raw contents.
  [/^This endpoint is temporarily being throttled/i, "limit"],
  // cli/cli#4801: the limit of new content, which comes as a 403, a 422, or an error of GraphQL.
  [/^was submitted too quickly/i, "limit"],

  // docs.github.com, "Troubleshooting the REST API"; the second of tokens that have single permissions.
  [/^Resource not accessible by (?:integration|personal access token)/i, "permission"],
  // What `git push` and the API answer alike; of a token with scopes: `OAuth App` or `Personal Access Token`, and `workflow` scope.
  [/^refusing to allow a GitHub App to create or update workflow/i, "permission"],
  [/^refusing to allow an? (?:OAuth App|Personal Access Token) to create or update workflow/i, "scope"],
  // actions/labeler#870: a label that is not there yet, without `issues: write`.
  [/^You do not have permission to create labels/i, "permission"],
  // What people's tokens are told: docs.github.com, "Troubleshooting the REST API", and of the checks API.
  [/^Must have (?:admin|push|write|maintain) (?:rights|access)/i, "permission"],
  [/^You must authenticate via a GitHub App/i, "permission"],
  // An organisation that does not accept a kind of token, docs.github.com, "Setting a personal access token policy".
  [/^[`'"]?[\w.-]+[`'"]? forbids access via a (?:fine-grained )?personal access token/i, "permission"],

  // docs.github.com, "Available rules for rulesets"; dependabot-core#9439: by REST with 422 or 409, by GraphQL UNPROCESSABLE.
  [/^Repository rule violations found/i, "rules"],
  [/^Cannot (?:force-push to|delete|update) this (?:protected )?(?:branch|ref)/i, "rules"],
  [/^Protected branch update failed/i, "rules"],
  [/^You're not authorized to push to this branch/i, "rules"],

  // hub4j/github-api, `GHRepository.archive`.
  [/^Repository was archived so is read-only/i, "archived"],
  // octokit.rb, `error_for_403`; octokit.rb#563; PyGithub#1015.
  [/^Repository access blocked/i, "blocked"],
  // docs.github.com, "Locking conversations"; what `POST /issues/{number}/comments` answers to an App.
  [/^Unable to create comment because issue is locked/i, "locked"],
  // getsentry/sentry; docs.github.com, "Managing allowed IP addresses for your organization".
  [
    /^Although you appear to have the correct authorization credentials, the \S+ (?:organization|enterprise) has an IP allow list enabled/i,
    "ip-allow-list",
  ],
  // octokit.rb, `error_for_403`, octokit.rb#1164.
  [/^Resource protected by organization SAML enforcement/i, "saml"],
  // octokit.rb#1307, from `POST /app/installations/{id}/access_tokens`; the others from `error_for_403`.
  [/^This installation has been suspended/i, "suspended"],
  [/^(?:Sorry\. )?(?:Your account was suspended|.{1,100} suspended your access)/i, "suspended"],
];

/** The ends of the address of documentation that GitHub gives with a secondary limit, as go-github recognises it. */
const limitPages = /#abuse-rate-limits$|secondary-rate-limits$/;

/** What GitHub says in so many words; null where it says nothing that is known. `page` is what it names as documentation. */
export function readGitHubWords(messages: readonly string[], page: string): "limit" | RefusalCode | null {
  if (limitPages.test(page)) return "limit";
  for (const [pattern, meaning] of words)
    if (messages.some((message) => pattern.test(message))) return meaning;
  return null;
}
