import * as arrow from "apache-arrow";

/** Whether `type`, which is not nested, takes the buffers of `source` as they are. Names of zones do not matter. */
export function holds(type: arrow.DataType, source: arrow.DataType): boolean {
  if (type.typeId !== source.typeId) return false;
  if (arrow.DataType.isInt(type) && arrow.DataType.isInt(source)) {
    return type.bitWidth === source.bitWidth && type.isSigned === source.isSigned;
  }
  if (arrow.DataType.isFloat(type) && arrow.DataType.isFloat(source))
    return type.precision === source.precision;
  if (arrow.DataType.isDecimal(type) && arrow.DataType.isDecimal(source)) {
    return (
      type.precision >= source.precision && type.scale === source.scale && type.bitWidth === source.bitWidth
    );
  }
  if (arrow.DataType.isTimestamp(type) && arrow.DataType.isTimestamp(source)) {
    return type.unit === source.unit && isZoned(type) === isZoned(source);
  }
  if (arrow.DataType.isTime(type) && arrow.DataType.isTime(source)) {
    return type.unit === source.unit && type.bitWidth === source.bitWidth;
  }
  if (arrow.DataType.isDate(type) && arrow.DataType.isDate(source)) return type.unit === source.unit;
  return true;
}

/** Whether its values are instants. An empty name is none. */
export function isZoned({ timezone }: arrow.Timestamp): boolean {
  return timezone != null && timezone !== "";
}
