import type { Columns, Row } from "@sluice/type-mapping";
import type { Asset } from "../asset/asset.js";
import type { AssetFile, AssetValue } from "../io/io-manager.js";
import type { WriteMetadata } from "../plugin/snapshot-log.js";
import type { SqlStatement } from "../plugin/sql-statement.js";
import type { Source } from "../source/define-source.js";
import type { Input, InputForm, InputSpan } from "./input.js";

/** What `materialize({ resources })` takes and every `compute` gets. Empty here; applications augment it. */
export interface Resources {}

/** What a `compute` works with. `D` are its inputs, `P` its partition dimensions. */
export interface ComputeContext<D, P extends string> {
  readonly deps: { readonly [Name in keyof D]: DepValue<D[Name], P> };
  /** The partition to compute, a text for each dimension. */
  readonly partition: { readonly [Name in P]: string };
  /** Aborted when the caller of `materialize` gives up. */
  readonly signal: AbortSignal;
  readonly resources: Resources;
  readonly run: { readonly id: string };
}

/** A value that is loaded when asked for. */
export interface LazyValue<Value> {
  /** Each call loads anew, always from the same snapshot. */
  load(): Promise<Value>;
  /** What was remembered with the newest of the wanted partitions. */
  readonly metadata: WriteMetadata;
}

/** What an input is in `compute`. */
export type DepValue<D, P extends string> =
  D extends Input<infer C, infer Own, infer Form, infer Span>
    ? FormOf<C, Own, IsSeveral<Own, Span, P>>[Form & InputForm]
    : D extends Asset<infer C, infer Own>
      ? ValueOf<C, IsSeveral<Own, "joined", P>>
      : D extends Source<infer C extends Columns>
        ? ValueOf<C, true>
        : { readonly [Name in keyof D]: DepValue<D[Name], P> };

interface FormOf<C, Own extends string, Several> {
  readonly value: ValueOf<C, Several>;
  readonly lazy: LazyValue<ValueOf<C, Several>>;
  readonly stream: AsyncIterable<C extends Columns ? Row<C> : never>;
  readonly files: readonly AssetFile<Own>[];
  readonly relation: SqlStatement;
}

/** Rows of a table are those of all its partitions; of anything else each partition has a value of its own. */
type ValueOf<C, Several> = C extends Columns
  ? Row<C>[]
  : Several extends true
    ? ReadonlyMap<string | null, AssetValue<C>>
    : AssetValue<C>;

type IsSeveral<Own, Span extends InputSpan, P> = Span extends "joined"
  ? [Own] extends [P]
    ? false
    : true
  : Span extends "one"
    ? false
    : true;
