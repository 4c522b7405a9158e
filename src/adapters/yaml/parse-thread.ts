import { parentPort } from "node:worker_threads";
import { parseSettings } from "../../domain/settings/parse-settings.ts";
import { parseWorkflowYaml } from "../../domain/workflow/workflow-yaml.ts";
import { writeTape } from "../../shared/yaml-tape.ts";
import type { Answers, Question } from "./question.ts";

// The entry of a thread that parses the YAML of strangers, one text after the other.

// A hostile text has a hundred thousand errors, and nobody reads where in the parser each was found.
Error.stackTraceLimit = 0;

parentPort?.on("message", (question: Question) => parentPort?.postMessage(answer(question)));
parentPort?.postMessage("ready");

function answer({ kind, text }: Question): Answers[Question["kind"]] {
  switch (kind) {
    case "workflow": {
      const parsed = parseWorkflowYaml(text);
      return parsed.ok ? { ok: true, tape: writeTape(parsed.root) } : parsed;
    }
    case "settings":
      return parseSettings(text);
  }
}
