import { ResolverDownError } from "../../../adapters/dns/resolve-hosts.ts";
import { classifyFailure } from "../../../adapters/github/client/failure.ts";
import { statusOf } from "../../../adapters/github/client/status-of.ts";
import { CutAnswerError } from "../../../adapters/github/client/whole-answer.ts";
import { namesProxy } from "../../../environment/use-proxy.ts";
import { listCauses } from "../../../shared/list-causes.ts";
import { describeEnd } from "../shared/describe-end.ts";
import { describeRefusal } from "../shared/describe-refusal.ts";
import { UsageError } from "../shared/usage-error.ts";

/** Who asked what of GitHub. */
export interface Asking {
  readonly command: string;
  readonly who: "the App" | "the token";
  /** A repository or an owner. */
  readonly where: string;
  readonly apiUrl: string;
}

/** Why GitHub was not reached, by the code of Node's error. */
const networkWords: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name has no address",
  EAI_AGAIN: "its name cannot be looked up",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection broke off",
  UND_ERR_SOCKET: "the connection broke off",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ETIMEDOUT: "it does not answer",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
  UND_ERR_HEADERS_TIMEOUT: "it does not answer",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is signed by itself; NODE_EXTRA_CA_CERTS names more authorities",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate is of an unknown authority; NODE_EXTRA_CA_CERTS names more authorities",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate is of an unknown authority; NODE_EXTRA_CA_CERTS names more authorities",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate is of an unknown authority; NODE_EXTRA_CA_CERTS names more authorities",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};
/** How deep an error's causes are searched. */
const deepestCause = 5;

/** What a failure to ask GitHub, or the resolvers, means for the user, in one line; any other error as it is. */
export function explainFailure(error: unknown, { command, who, where, apiUrl }: Asking): unknown {
  const told = (what: string): UsageError => new UsageError(`${command}: ${what}`, { cause: error });
  if (error instanceof UsageError) return told(error.message);
  if (error instanceof ResolverDownError) return told(error.message);
  if (error instanceof CutAnswerError) return told(`what ${hostOf(apiUrl)} answers is not GitHub's API`);
  const network = findNetworkCause(error, apiUrl);
  if (network !== null) return told(`${network.what} cannot be reached: ${network.why}`);
  const failure = classifyFailure(error, Date.now());
  if (failure.kind === "limit")
    return told(
      `GitHub's limit for ${who === "the App" ? who : "this token"} is used up ${describeEnd(failure)}`,
    );
  if (failure.kind === "refused") return told(describeRefusal(failure, { who, where }));
  const status = statusOf(error);
  if (status === null) return error;
  return told(describeStatus(status, who, where));
}

function describeStatus(status: number, who: Asking["who"], where: string): string {
  switch (status) {
    case 401:
      return who === "the App"
        ? "GitHub does not know the App: look at APP_ID and PRIVATE_KEY"
        : "GitHub does not know the token: it is wrong, revoked or expired";
    case 403:
      return `GitHub does not let ${who} do this in ${where}, and does not say why`;
    case 404:
      return `GitHub has no ${where.includes("/") ? "repository" : "owner"} ${where}, or ${who} may not see it`;
    case 451:
      return `${where} is blocked for legal reasons`;
    default:
      return `GitHub answered with ${status}; try again later`;
  }
}

/** Why there is no answer; null where there is one. Octokit gives such an error a status that nobody answered with. */
function findNetworkCause(
  error: unknown,
  apiUrl: string,
): { readonly what: string; readonly why: string } | null {
  if (!(error instanceof Error) || ("response" in error && error.response !== undefined)) return null;
  const isOfApi = statusOf(error) !== null;
  const what = isOfApi ? `GitHub (${hostOf(apiUrl)})` : "the store of GitHub's logs";
  for (const cause of listCauses(error, deepestCause)) {
    if (cause.name === "TimeoutError") return { what, why: "it does not answer" };
    const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
    const why = networkWords[code];
    if (why !== undefined) return { what: findProxy(cause, apiUrl) ?? what, why };
  }
  return isOfApi ? { what, why: error.message } : null;
}

/** The proxy, where it is what could not be reached: an error of the network says where it happened. */
function findProxy(cause: Error, apiUrl: string): string | null {
  if (!namesProxy(process.env) || !URL.canParse(apiUrl)) return null;
  const { hostname, port, protocol } = new URL(apiUrl);
  const { hostname: name, address, port: at } = cause as NodeJS.ErrnoException & Place;
  if (name !== undefined) return name === hostname ? null : `the proxy (${name})`;
  const asked = Number(port) || (protocol === "https:" ? 443 : 80);
  return address === undefined || at === asked ? null : `the proxy (${address}:${at})`;
}

/** What Node's errors of the network say about where they happened. */
interface Place {
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

function hostOf(apiUrl: string): string {
  return URL.canParse(apiUrl) ? new URL(apiUrl).host : apiUrl;
}
