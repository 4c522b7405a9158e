import { appendFileSync } from "node:fs";

/** What went over the wire between the fake and whoever it works with; all texts as they were sent. */
export type Recorded =
  | {
      readonly kind: "call";
      readonly method: string;
      /** Below the API's address, with its query. */
      readonly path: string;
      readonly userAgent: string | null;
      readonly requestType: string | null;
      readonly requestBody: string;
      readonly status: number;
      readonly answerType: string | null;
      /** Empty where it is no JSON. */
      readonly answerBody: string;
    }
  | {
      readonly kind: "webhook";
      readonly event: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };

const folder = process.env.EGRESS_RECORD;

/** Keeps what was sent for `script/check-github`, which names a folder for it; elsewhere nothing is kept. */
export function record(make: () => Recorded): void {
  if (folder !== undefined) appendFileSync(`${folder}/${process.pid}.jsonl`, `${JSON.stringify(make())}\n`);
}
