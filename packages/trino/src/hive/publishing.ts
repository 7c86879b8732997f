import type {
  Catalog,
  CatalogCapabilities,
  CatalogContext,
  CatalogPlan,
  Commit,
  Finding,
  PlannedWrite,
  SealedWrite,
  UnloadRequest,
} from "@sluice/sdk/plugin";
import type { Querying } from "../source/run-query.js";

/** One way in which the log of an asset becomes something that SQL shows. */
export interface Publishing {
  readonly capabilities: Pick<CatalogCapabilities, "modes" | "evolution" | "atomic">;
  /** What people should know of it beforehand. */
  readonly findings: readonly Finding[];
  prepare(context: CatalogContext): Promise<void>;
  /** Number of the commit that has the write. */
  publish(write: SealedWrite, context: CatalogContext): Promise<number>;
  /** Number of the snapshot that is shown. */
  republish(context: CatalogContext): Promise<number>;
  /** Makes sure that SQL shows the head, if it does not yet. */
  showIfBehind(context: CatalogContext): Promise<void>;
  plan(write: PlannedWrite, context: CatalogContext): Promise<CatalogPlan>;
  forget(folders: ReadonlySet<string>, commits: readonly Commit[], context: CatalogContext): Promise<void>;
  /** As in a catalog. */
  readonly read?: Catalog["read"];
  /** As in a catalog; `statements` says what the names in the query are in SQL, and how their rows are read exactly. */
  unload?(
    request: UnloadRequest,
    statements: Pick<Querying, "relation" | "session">,
    context: CatalogContext,
  ): Promise<{ readonly rows: number }>;
}
