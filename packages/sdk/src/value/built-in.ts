import type { ValueHandler } from "../plugin/value-handler.js";
import { bytesHandler } from "./bytes-handler.js";
import { jsonHandler } from "./json-handler.js";
import { objectHandler } from "./object-handler.js";

/** The handlers of the families every io manager knows. */
export function builtInHandlers(): ValueHandler[] {
  return [bytesHandler(), jsonHandler(), objectHandler()];
}
