export { trinoClient } from "./trino-client.js";
