const name = /^hosted-compute-[a-z0-9-]+\.githubapp\.com$/;

/**
 * Whether a host is one of the runner's own service, with which GitHub watches and directs its runners. Their names change by region, so
 * none is listed by itself; Harden-Runner allows them implicitly since v2.21.1 (statement `defect-kills-long-jobs`).
 */
export function isRunnerService(host: string): boolean {
  return name.test(host);
}
