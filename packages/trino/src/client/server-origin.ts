import { invalidOption } from "./errors.js";

/** The origin a client talks to. Never repeats the text it was given: it may hold a password. */
export function serverOrigin(server: string | URL): string {
  let url: URL;
  try {
    url = new URL(server);
  } catch {
    throw invalidOption("server", "is no URL", "Write it like http://localhost:8080.");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw invalidOption("server", `starts with ${url.protocol}//`, "Use http:// or https://.");
  }
  if (url.username !== "" || url.password !== "") {
    throw invalidOption(
      "server",
      "holds a user",
      "Pass user and password as options, or use parseTrinoAddress.",
    );
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw invalidOption("server", "goes on after host and port", "Pass catalog and schema as options.");
  }
  return url.origin;
}
