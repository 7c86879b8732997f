import { isTrinoError } from "./client/index.js";

const names = ["ALREADY_EXISTS", "SCHEMA_ALREADY_EXISTS", "TABLE_ALREADY_EXISTS"];

/** Runs a CREATE … IF NOT EXISTS. It looks first, so the slower one of two at once can fail by what the faster one made. */
export async function unlessThere(creating: Promise<unknown>): Promise<void> {
  try {
    await creating;
  } catch (error) {
    if (!names.some((name) => isTrinoError(error, name))) throw error;
  }
}
