export { allTypes } from "./all-types/all-types.js";
export type { CatalogParts } from "./catalog/bench.js";
export { describeCatalog } from "./catalog/catalog-suite.js";
export type { DataSet } from "./data-set.js";
export { type Difference, differences, sameRows } from "./differences.js";
export { columnNamed, fieldNamed, hostileNames } from "./hostile-names.js";
export { describeObjectStore, type Runner } from "./object-store-suite.js";
export { type Refused, refused } from "./refused.js";
export { describeTypeHandler, type TypeHandlerTraits } from "./type-handler/type-handler-suite.js";
