/** The version of this package, as files name it. Equal to the one in package.json. */
export const version = "1.0.0-alpha.0";

/** What files name as their maker: https://github.com/apache/parquet-format `created_by`. */
export const createdBy = `sluice version ${version} (build parquet-rs-59.3.2)`;
