import type {
  CatalogCapabilities,
  CatalogContext,
  CatalogPlan,
  Commit,
  Finding,
  PlannedWrite,
  SealedWrite,
} from "@sluice/sdk/plugin";

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
}
