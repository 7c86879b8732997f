import type { WrittenFiles } from "./file-writer.js";

export interface WritePreparedOptions {
  /** The catalog has prepared the same before, so that it will hardly refuse now. */
  readonly isKnown: boolean;
  prepare(): Promise<void>;
  write(signal: AbortSignal | undefined): Promise<WrittenFiles>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prepares the catalog, then writes; what is known is written meanwhile. Resolves when both are done. A refusal ends the
 * writing and is thrown, whatever else failed: its files stay behind, unmentioned.
 */
export async function writePrepared(options: WritePreparedOptions): Promise<WrittenFiles> {
  const { isKnown, prepare, write, signal } = options;
  if (!isKnown) {
    await prepare();
    return write(signal);
  }
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const preparing = prepare();
  preparing.catch((refusal: unknown) => controller.abort(refusal));
  try {
    const [prepared, written] = await Promise.allSettled([preparing, write(controller.signal)]);
    if (prepared.status === "rejected") throw prepared.reason;
    if (written.status === "rejected") throw written.reason;
    return written.value;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
