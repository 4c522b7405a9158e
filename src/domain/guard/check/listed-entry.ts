import type { Endpoint } from "../../endpoint/endpoint.ts";
import type { AllowedEntry } from "../../endpoint/entry.ts";
import type { ListWord } from "../list-words.ts";

/** A word of a list that is one entry, as its author meant it. */
export interface ListedEntry extends ListWord {
  readonly entry: AllowedEntry;
}

/** What the agent makes of a whole list. */
export interface ListReading {
  /** Why Harden-Runner allows an endpoint without its entry; null where it does not. */
  whySuperfluous(endpoint: Endpoint): string | null;
  /** The port of a pattern that counts. `name` as the agent writes it. */
  firstPortOf(name: string): number | null;
}
