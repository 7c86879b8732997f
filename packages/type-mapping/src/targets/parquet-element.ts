/** One element of a Parquet schema, in the names and shape `parquetMetadata` of hyparquet gives it. */
export interface ParquetElement {
  readonly name: string;
  /** Physical type; a group has none. */
  readonly type?: string;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly type_length?: number;
  readonly repetition_type?: string;
  /** How many of the elements that follow are children, each with its own children behind it. */
  readonly num_children?: number;
  readonly converted_type?: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly logical_type?: ParquetLogicalType;
}

export interface ParquetLogicalType {
  readonly type: string;
  readonly isAdjustedToUTC?: boolean;
  readonly unit?: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
}
