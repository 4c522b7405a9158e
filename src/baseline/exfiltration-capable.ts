// Hosts on which anybody with an account can leave data, so a list that names them still lets a secret out. Not complete
// and not meant to be: it tells a reviewer where to look.
const hosts = new Set([
  "api.anthropic.com",
  "api.dropboxapi.com",
  "api.github.com",
  "api.openai.com",
  "api.pushover.net",
  "api.telegram.org",
  "content.dropboxapi.com",
  "crates.io",
  "discord.com",
  "docs.google.com",
  "drive.google.com",
  "file.io",
  "ghcr.io",
  "gist.github.com",
  "github.com",
  "gitlab.com",
  "graph.microsoft.com",
  "hooks.slack.com",
  "huggingface.co",
  "pastebin.com",
  "quay.io",
  "registry-1.docker.io",
  "registry.npmjs.org",
  "slack.com",
  "sns.us-east-1.amazonaws.com",
  "sqs.us-east-1.amazonaws.com",
  "storage.googleapis.com",
  "transfer.sh",
  "upload.pypi.org",
  "uploads.github.com",
  "webhook.site",
  "www.googleapis.com",
]);
const suffixes = [
  ".amazonaws.com",
  ".blob.core.windows.net",
  ".digitaloceanspaces.com",
  ".firebaseio.com",
  ".ngrok-free.app",
  ".ngrok.app",
  ".ngrok.io",
  ".oastify.com",
  ".r2.cloudflarestorage.com",
  ".storage.googleapis.com",
  ".trycloudflare.com",
  ".workers.dev",
];

/** Whether anybody can write to a host, so that allowing it leaves a way out for secrets. */
export function isExfiltrationCapable(host: string): boolean {
  return hosts.has(host) || suffixes.some((suffix) => host.endsWith(suffix));
}
