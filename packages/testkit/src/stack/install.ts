import type { OnProgress } from "./progress.js";
import type { Environment } from "./tools.js";

/** What installing a server needs to know. */
export interface Install {
  readonly cache: string;
  readonly environment: Environment;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}
