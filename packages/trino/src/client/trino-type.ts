/** A Trino type as a tree. Types the client has no special rule for are scalars too. */
export type TrinoType = ScalarType | ArrayType | MapType | RowType;

/** `timestamp(6) with time zone` has the name `timestamp with time zone` and the parameter 6. */
export interface ScalarType {
  readonly kind: "scalar";
  readonly name: string;
  readonly parameters: readonly (number | TrinoType)[];
}

export interface ArrayType {
  readonly kind: "array";
  readonly element: TrinoType;
}

export interface MapType {
  readonly kind: "map";
  readonly key: TrinoType;
  readonly value: TrinoType;
}

export interface RowType {
  readonly kind: "row";
  readonly fields: readonly RowField[];
}

export interface RowField {
  /** Absent in anonymous rows such as `ROW(1, 2)`. */
  readonly name?: string;
  readonly type: TrinoType;
}
