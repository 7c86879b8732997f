#!/usr/bin/env node
import { parseArgs } from "node:util";
import { isSluiceError, SluiceError } from "@sluice/sdk";
import { cacheDirectory } from "./cache.js";
import { printEnvironment, printStatus, stopShared } from "./cli-others.js";
import { installOnly, startShared } from "./cli-start.js";

const usage = `Usage: sluice-stack [command] [options]

  start    install (once) and start MinIO and Trino, and stay until Ctrl-C; the default
  install  install only, what the same options would start
  stop     stop them from another terminal, or after --detach
  env      print the variables by which programs connect: eval "$(sluice-stack env)"
  status   say what runs

Options of start:
  --trino-port N      default: a free port
  --s3-port N         default: a free port
  --data DIR          keep data and logs in DIR; default: a new folder, deleted at the end
  --trino VERSION     476 or 483; default 476
  --metastore KIND    of the catalog hive: file, or hms for a Hive Metastore; default file
  --iceberg rest      starts an Iceberg REST catalog too, for the catalog iceberg_rest
  --trino-memory SIZE largest heap of Trino, default 2G
  --detach            return when the servers are ready, and leave them running

In this repository: npm run stack, npm run stack -- --detach, npm run --silent stack env, npm run stack:stop.`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      "trino-port": { type: "string" },
      "s3-port": { type: "string" },
      data: { type: "string" },
      trino: { type: "string" },
      metastore: { type: "string" },
      iceberg: { type: "string" },
      "trino-memory": { type: "string" },
      detach: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [command = "start", ...rest] = positionals;
  const cache = cacheDirectory(process.env);
  if (values.help || command === "help") return console.log(usage);
  if (rest.length > 0) throw wrong(`"${rest.join(" ")}" is one word too many`);
  if (command === "start") return startShared(values);
  if (command === "install") return installOnly(values);
  if (command === "stop") return stopShared(cache);
  if (command === "env") return printEnvironment(cache);
  if (command === "status") return printStatus(cache);
  throw wrong(`there is no command "${command}"`);
}

function wrong(message: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", { message, details: {}, hint: "sluice-stack --help" });
}

try {
  await main();
} catch (error) {
  const known = isSluiceError(error) || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
  console.error(known ? (error as Error).message : error);
  process.exitCode = 1;
}
