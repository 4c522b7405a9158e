/** What DNS says of hosts, in lower case. Of the others nothing is known. */
export type Resolutions = ReadonlyMap<string, "resolves" | "missing" | "unanswered">;
