export * from "@sluice/sdk";
export { type LocalOptions, local } from "./local.js";
