import { SluiceError } from "@sluice/sdk";

declare module "@sluice/sdk" {
  interface ErrorDetails {
    /** The Parquet library or the worker it runs in failed. `task`: what it was doing. */
    PARQUET_FAILED: { task: "encode" | "decode"; asset?: string };
  }
}

export function parquetFailed(
  task: "encode" | "decode",
  message: string,
  more: { readonly asset?: string; readonly hint?: string; readonly cause?: unknown } = {},
): SluiceError<"PARQUET_FAILED"> {
  const { asset, hint, cause } = more;
  return new SluiceError("PARQUET_FAILED", {
    message,
    details: { task, ...(asset === undefined ? {} : { asset }) },
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
