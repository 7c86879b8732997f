import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Java } from "./java.js";
import { answers } from "./ports.js";
import { runTool } from "./run-tool.js";
import { launch, type Server } from "./server.js";
import type { Environment } from "./tools.js";

export interface MetastoreStart {
  /** Where it is installed. */
  readonly home: string;
  readonly java: Java;
  readonly port: number;
  /** Its database and configuration go here, and stay. */
  readonly directory: string;
  /** Where schemas lie that are made without a location. */
  readonly warehouse: string;
  readonly log: string;
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the database of a Hive Metastore where there is none, and starts it on 127.0.0.1. */
export async function launchMetastore(start: MetastoreStart): Promise<Server> {
  const { java, port, directory, log, signal } = start;
  await mkdir(join(directory, "conf"), { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(configuration(start))) {
    await writeFile(join(directory, "conf", name), text, { mode: 0o600 });
  }
  if (!existsSync(join(directory, "db"))) {
    const making = runTool({
      tool: java.command,
      args: [...javaArguments(start), schemaTool, "-initSchema", "-dbType", "derby"],
      hint: "Read the log above. The Hive Metastore runs on JDK 11 to 22.",
      ...{ directory, environment: metastoreEnvironment(start), log, signal },
    });
    await making.catch(async (error: unknown) => {
      // Half of a database would be taken for a whole one.
      await rm(join(directory, "db"), { recursive: true, force: true });
      throw error;
    });
  }
  return launch({
    name: "metastore",
    command: java.command,
    args: [...javaArguments(start), "LoopbackMetastore", String(port)],
    ...{ directory, environment: metastoreEnvironment(start), log },
  });
}

/** Whether it takes connections. */
export const metastoreReady = (port: number) => answers(port);

const schemaTool = "org.apache.hadoop.hive.metastore.tools.MetastoreSchemaTool";

function javaArguments({ home, directory }: MetastoreStart): string[] {
  const path = [join(directory, "conf"), ...["classes", "lib/*", "hadoop/*"].map((part) => join(home, part))];
  return [
    "-Xmx256m",
    "-XX:+UseSerialGC",
    `-Dlog4j.configurationFile=${join(directory, "conf", "log4j2.properties")}`,
    `-Dderby.stream.error.file=${join(directory, "derby.log")}`,
    "-cp",
    path.join(":"),
  ];
}

function metastoreEnvironment({ home, environment }: MetastoreStart): Environment {
  return { ...environment, METASTORE_HOME: home };
}

function configuration({ directory, warehouse }: MetastoreStart): Record<string, string> {
  const values = {
    "metastore.warehouse.dir": warehouse,
    "javax.jdo.option.ConnectionURL": `jdbc:derby:${join(directory, "db")};create=true`,
    "javax.jdo.option.ConnectionDriverName": "org.apache.derby.jdbc.EmbeddedDriver",
    "metastore.task.threads.always": "org.apache.hadoop.hive.metastore.events.EventCleanerTask",
    "metastore.expression.proxy": "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy",
    "fs.s3.impl": "StandInS3FileSystem",
    "fs.s3a.impl": "StandInS3FileSystem",
  };
  const lines = Object.entries(values).map(
    ([name, value]) => `<property><name>${name}</name><value>${value}</value></property>`,
  );
  return {
    "metastore-site.xml": `<?xml version="1.0"?>\n<configuration>\n${lines.join("\n")}\n</configuration>\n`,
    "log4j2.properties": [
      "status=error",
      "appender.c.type=Console",
      "appender.c.name=c",
      "appender.c.layout.type=PatternLayout",
      "appender.c.layout.pattern=%d{HH:mm:ss.SSS} %p %c{1} %m%n",
      "rootLogger.level=warn",
      "rootLogger.appenderRef.c.ref=c",
      "",
    ].join("\n"),
  };
}
