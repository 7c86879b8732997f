import { isTrinoError } from "./client/index.js";

const names = ["ALREADY_EXISTS", "SCHEMA_ALREADY_EXISTS", "TABLE_ALREADY_EXISTS"];

/**
 * Runs a CREATE; what is there already is no failure. Also of a CREATE … IF NOT EXISTS: it looks first, so the slower one
 * of two at once can fail by what the faster one made. `true` if it did not fail.
 */
export async function unlessThere(creating: Promise<unknown>): Promise<boolean> {
  try {
    await creating;
    return true;
  } catch (error) {
    if (!names.some((name) => isTrinoError(error, name))) throw error;
    return false;
  }
}
