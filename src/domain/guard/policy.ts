/** What a policy of StepSecurity's Policy Store says of the jobs that use it. */
export interface Policy {
  readonly egressPolicy: "audit" | "block";
  /** What `allowed-endpoints` would list, such as `github.com:443`: as stored, in the order in which it is. */
  readonly entries: readonly string[];
  readonly disableTelemetry: boolean;
  readonly disableSudo: boolean;
  readonly disableFileMonitoring: boolean;
}
