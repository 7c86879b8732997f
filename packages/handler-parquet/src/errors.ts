import { SluiceError } from "@sluice/sdk";

declare module "@sluice/sdk" {
  interface ErrorDetails {
    /** The Parquet library or the worker it runs in failed. `task`: what it was doing. `file`: what it was reading. */
    PARQUET_FAILED: { task: "encode" | "decode"; asset?: string; file?: string };
  }
}

export function parquetFailed(
  task: "encode" | "decode",
  message: string,
  more: {
    readonly asset?: string;
    readonly file?: string;
    readonly hint?: string;
    readonly cause?: unknown;
  } = {},
): SluiceError<"PARQUET_FAILED"> {
  const { asset, file, hint, cause } = more;
  return new SluiceError("PARQUET_FAILED", {
    message,
    details: {
      task,
      ...(asset === undefined ? {} : { asset }),
      ...(file === undefined ? {} : { file }),
    },
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
