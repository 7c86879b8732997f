import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Hands over a new folder and deletes it afterwards, also after a failure or Ctrl-C.
 * @template Result @param {(folder: string) => Promise<Result>} body @returns {Promise<Result>}
 */
export async function withTempFolder(body) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-check-")));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const stop = () => {
    remove();
    process.exit(130);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await body(folder);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    remove();
  }
}
