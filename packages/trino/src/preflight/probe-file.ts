/**
 * A Parquet file of two rows, made with hyparquet-writer: `probe` (INT64) is 1 and 2, `at` (INT64 TIMESTAMP(MILLIS),
 * adjusted to UTC) the first instants of January and of July 2024.
 */
export const probeFile: Uint8Array = Buffer.from(
  "UEFSMRUGFSAVIFwVBBUAFQQVABUAFQAAAAEAAAAAAAAAAgAAAAAAAAAVBhUgFSBcFQQVABUEFQAVABUAAAAA9FHCjAEAAABcl2uQAQAAFQQZPEgEcm9v" +
    "dBUEABUEJQAYBXByb2JlABUEJQAYAmF0JRIAFgQZHBksJggcFQQZFQAZGAVwcm9iZRUAFgQWShZKJggAACZSHBUEGRUAGRgCYXQVABYEFkoWSiZSAAAW" +
    "lAEWBDaUAQAoCWh5cGFycXVldBksHAAAHAAAAHwAAABQQVIx",
  "base64",
);

/** What `at` is where Parquet's instants are taken as UTC. */
export const probeInstants = ["2024-01-01 00:00:00.000", "2024-07-01 00:00:00.000"] as const;
