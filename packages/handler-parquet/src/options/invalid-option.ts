import { SluiceError } from "@sluice/sdk";

export function invalid(option: string, what: string, hint: string): SluiceError<"CONFIGURATION_INVALID"> {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `The Parquet option "${option}" ${what}.`,
    details: { option },
    hint,
  });
}
