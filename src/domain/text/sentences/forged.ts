/** By what a record looks forged, by the code of the reason; a part of a sentence. */
export const forgedWords: Readonly<Record<string, string>> = {
  "ambiguous-record": "the log has several records that could each be Harden-Runner's, which prints only one",
  "steps-after-record": "steps ran after the record, which Harden-Runner prints at the end of the job",
  "timestamps-out-of-order": "the times of the lines around the record are out of order",
};
