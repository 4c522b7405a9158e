/**
 * How much of a heavy proof is run: a small part in the suite, the whole by `script/prove NAME`. A file with such proofs says at its top
 * what each shows, in a line that begins with `// prove: NAME`; of several files of
 * one proof the others have the bare words.
 */
export function sizeOf<Size>(proof: string, sizes: { readonly suite: Size; readonly whole: Size }): Size {
  return process.env.EGRESS_PROVE === proof ? sizes.whole : sizes.suite;
}
