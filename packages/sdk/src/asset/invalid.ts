import { SluiceError } from "../error.js";

/** The error of a definition that cannot be. */
export function invalid(asset: string, message: string, hint?: string): SluiceError {
  return new SluiceError("ASSET_INVALID", { message, details: { asset }, ...(hint ? { hint } : {}) });
}
