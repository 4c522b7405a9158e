import { chooseFreeNames } from "./choose-free-names.ts";
import { dropPolicies } from "./drop-policies.ts";
import { openStoreEnforcer } from "./open-store-enforcer.ts";
import { printPolicies } from "./print-policies.ts";
import { reportPolicies } from "./report-policies.ts";
import { writePolicies } from "./write-policies.ts";

/** The policies in StepSecurity's Policy Store. */
export const policyStoreOutside = {
  open: openStoreEnforcer,
  print: printPolicies,
  makeRoom: chooseFreeNames,
  write: writePolicies,
  drop: dropPolicies,
  report: reportPolicies,
};
