import type { Policy } from "../guard/policy.ts";
import type { PolicyOutput } from "./job-page.ts";

/** A list in each form in which it can be used: inputs of the step, a policy of the Policy Store, and one entry a line. */
export function writeOutputs(name: string, policy: Policy): readonly PolicyOutput[] {
  const { entries } = policy;
  const step = [
    "with:",
    "  egress-policy: block",
    "  allowed-endpoints: >",
    ...entries.map((entry) => `    ${entry}`),
  ];
  const stored = {
    policyName: name,
    allowed_endpoints: entries,
    egress_policy: policy.egressPolicy,
    disable_telemetry: policy.disableTelemetry,
    disable_sudo: policy.disableSudo,
    disable_file_monitoring: policy.disableFileMonitoring,
  };
  return [
    { kind: "workflow-step", text: `${step.join("\n")}\n` },
    { kind: "policy-store", text: `${JSON.stringify(stored, null, 1)}\n` },
    { kind: "lines", text: `${entries.join("\n")}\n` },
  ];
}
