export { describeObjectStore, type Runner } from "./object-store-suite.js";
