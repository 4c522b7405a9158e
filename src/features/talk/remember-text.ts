import type { SeenText } from "../../adapters/github/client/watch-texts.ts";
import type { WrittenTexts } from "../../adapters/store/written-texts.ts";
import { digestWithoutTicks, mayHaveBoxes } from "../../domain/marks/boxes.ts";

/** Remembers a text that the bot writes if it has boxes, so that ticks count in this text alone. */
export async function rememberText(
  repositoryId: number,
  { place, text, at }: SeenText,
  writtenTexts: Pick<WrittenTexts, "remember" | "forget">,
): Promise<void> {
  if (mayHaveBoxes(text))
    await writtenTexts.remember(repositoryId, place, { digest: digestWithoutTicks(text), at });
  else if (place.kind === "body") await writtenTexts.forget(repositoryId, place);
}
