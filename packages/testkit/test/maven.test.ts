import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { builder, fetchJars } from "../src/stack/maven.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = () => temporaryFolder("maven");

/** A `mvn` that writes down how it was called. */
function fakeMaven(): { readonly bin: string; readonly calls: () => string } {
  const bin = folder();
  const calls = join(bin, "calls");
  writeFileSync(join(bin, "mvn"), `#!/bin/sh\necho "$JAVA_HOME $@" >> ${calls}\n`);
  chmodSync(join(bin, "mvn"), 0o755);
  return { bin, calls: () => readFileSync(calls, "utf8") };
}

it("fetches sets of jars in one run, each to its folder", async () => {
  const { bin, calls } = fakeMaven();
  const work = folder();
  const environment = { PATH: [bin, "/usr/bin", "/bin"].join(delimiter), JAVA_HOME: "/own" };
  const install = { cache: work, environment, onProgress: () => {} };
  mkdirSync(join(work, "home"));
  const build = builder(install, join(work, "home"), "/jdk");
  const sets = [
    { artifacts: ["a:b:1", "a:b:1:tests"], folder: "/one" },
    { artifacts: ["c:d:2"], provided: ["e:f"], versions: "g:h:3", folder: "/two" },
  ];
  await fetchJars(build, sets, work);
  expect(calls()).toMatch(
    /^\/own --batch-mode --no-transfer-progress \S+:maven-dependency-plugin:\S+:copy-dependencies\n$/,
  );
  expect(readFileSync(join(work, "pom.xml"), "utf8")).toContain(
    "<modules><module>set-0</module><module>set-1</module></modules>",
  );
  const [one, two] = [0, 1].map((index) => readFileSync(join(work, `set-${index}`, "pom.xml"), "utf8"));
  expect(one).toContain("<outputDirectory>/one</outputDirectory>");
  expect(one).toContain(
    "<artifactId>b</artifactId><version>1</version><classifier>tests</classifier></dependency>",
  );
  expect(two).toContain("<groupId>e</groupId><artifactId>f</artifactId><scope>provided</scope>");
  expect(two).toContain("<version>3</version><type>pom</type><scope>import</scope>");
});
