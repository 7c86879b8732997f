import { SluiceError } from "@sluice/sdk";
import type { StoredFile } from "@sluice/sdk/plugin";

const chunkBytes = 1024 * 1024;

/** The lines of a file, a chunk's worth at a time. `FILE_CORRUPT` if the last one is not ended. */
export async function* linesOf(file: StoredFile): AsyncGenerator<string[]> {
  let rest: Uint8Array = new Uint8Array(0);
  for (let start = 0; start < file.byteLength; start += chunkBytes) {
    const chunk = await file.read(start, Math.min(start + chunkBytes, file.byteLength));
    const bytes = Buffer.concat([rest, chunk]);
    // Cut at a line's end, so that no character is ever cut.
    const end = bytes.lastIndexOf(10) + 1;
    rest = bytes.subarray(end);
    if (end > 0) yield bytes.toString("utf8", 0, end - 1).split("\n");
  }
  if (rest.length > 0) {
    throw new SluiceError("FILE_CORRUPT", {
      message: `${file.url} ends in the middle of a line.`,
      details: { file: file.key },
      hint: "The file was cut. Load an earlier snapshot, or store the asset again.",
    });
  }
}
