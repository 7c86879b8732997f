export { type ErrorCode, type ErrorDetails, type ErrorOptions, isSluiceError, SluiceError } from "./error.js";
