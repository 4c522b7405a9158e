import { allow } from "./commands/allow.ts";
import { apply } from "./commands/apply.ts";
import { audit } from "./commands/audit.ts";
import { deny } from "./commands/deny.ts";
import { explain } from "./commands/explain.ts";
import { help } from "./commands/help.ts";
import { ignore } from "./commands/ignore.ts";
import { propose } from "./commands/propose.ts";
import { refresh } from "./commands/refresh.ts";
import { relearn } from "./commands/relearn.ts";
import { status } from "./commands/status.ts";

/** Every command, in the order in which help lists them. */
export const commands = [
  refresh,
  status,
  explain,
  allow,
  deny,
  propose,
  ignore,
  audit,
  apply,
  relearn,
  help,
] as const;
