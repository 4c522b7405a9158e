import { hardenRunner } from "../harden-runner/recorder.ts";
import type { Recorders } from "../recorder.ts";

/** A recorder is a folder beside `harden-runner` and a place in this list, which alone imports it. */
export const recorders: Recorders = [hardenRunner];
