export { jsonl } from "./jsonl.js";
