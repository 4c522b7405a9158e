import { type AgentLine, called, resolved } from "../job-log-builder.ts";

/** Calls whose processes have names that a page must show as text. */
export const callForeign: readonly AgentLine[] = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(2)>`,
  "‮evil",
  "x".repeat(300),
].flatMap((process, place) => [
  resolved("packages.example.org", "104.16.0.34", 30 + place),
  called("packages.example.org", "104.16.0.34", { after: 31 + place, process }),
]);
