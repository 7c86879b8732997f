import { isSluiceError, memoryStore } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import type { StatementClient, StatementOptions, StatementResult } from "@sluice/trino/client";
import { failed } from "./failed.js";
import { FakeTable } from "./fake-table.js";

interface FakeSnapshot {
  readonly id: bigint;
  readonly parent: bigint | null;
  /** Default: `append`. */
  readonly operation?: string;
  /** `null` where the statement took files over: that Trino does not say. */
  readonly queryId: string | null;
  /** The folder whose files it took over. */
  readonly taken?: string;
  /** Locations of the folders whose rows it holds. */
  readonly folders: readonly string[];
}

/** A Trino with one Iceberg table, which knows whose rows are in it by their folders. */
export class FakeIceberg {
  readonly history: FakeSnapshot[] = [];
  /** Queries of statements that change the table, in the order in which they began. */
  readonly begun: string[] = [];
  readonly cancelled = new Set<string>();
  /** Is asked when a changing statement begins; what it throws is its answer. May commit by itself. */
  onBegin: (commit: () => void, queryId: string) => Promise<void> = async (commit) => commit();
  version = "476";
  /** Snapshots are not shown that are older than this many. */
  shown = Number.POSITIVE_INFINITY;
  /** Where the procedure `add_files` is enabled: what lists the files of the folders that tables took over. */
  addsFrom: ObjectStore | undefined;
  /** Whether the newest statement takes files over. */
  adding = false;
  /** Whether the table says which column of files that it took over is which. */
  mapped = false;
  /** Files the table has in the place of those it was given: its folder of a rewrite. */
  rewritten: string | undefined;
  /** Catalogs of the server, each of the connector of its name. */
  catalogs: readonly string[] = ["hive", "iceberg"];
  readonly table = new FakeTable();
  /** Stage tables that were not dropped, with the locations of their folders. */
  readonly stages = new Map<string, string[]>();
  /** Ids of the queries that made stages, where they are not those of the fake. */
  readonly madeBy = new Map<string, string>();
  private readonly running = new Set<string>();
  private queries = 0;
  private static snapshots = 2n ** 60n;

  get folders(): readonly string[] {
    return this.history.at(-1)?.folders ?? [];
  }

  /** The client of one process. */
  client(): StatementClient {
    const run = (sql: string, options: StatementOptions = {}) => this.run(sql, options);
    return {
      server: "fake",
      capabilities: {
        longIntegers: true,
        transactions: false,
        spooling: false,
        promptCancel: true,
        registration: true,
      },
      run,
      cancel: async (nextUri) => {
        this.cancelled.add(nextUri);
        this.running.delete(nextUri);
      },
      stream: async (sql) => {
        const { rows, ...result } = await run(sql);
        const pages = async function* () {
          yield rows;
        };
        return { ...result, rows: pages(), [Symbol.asyncDispose]: async () => {} };
      },
      batches: () => Promise.reject(new Error("not here")),
      transaction: () => Promise.reject(new Error("not here")),
    };
  }

  private async run(sql: string, options: StatementOptions): Promise<StatementResult> {
    options.signal?.throwIfAborted();
    const queryId = `q${++this.queries}`;
    // What this throws cancels nothing: it stands for a process that is gone.
    await options.onRegistered?.({ queryId, nextUri: queryId });
    const change = this.changeOf(sql);
    if (change === undefined) {
      const rows = sql.includes("$files") ? await this.files() : this.answer(sql, queryId);
      return { queryId, columns: this.columnsOf(sql), rows };
    }
    if (this.cancelled.has(queryId)) throw failed("USER_CANCELED");
    this.begun.push(queryId);
    this.adding = sql.includes("EXECUTE add_files");
    this.running.add(queryId);
    try {
      this.table.check(sql);
      await this.onBegin(() => this.commit(queryId, change, sql), queryId);
      this.running.delete(queryId);
    } catch (error) {
      if (isSluiceError(error)) this.running.delete(queryId);
      throw error;
    }
    return { queryId, columns: [], rows: [] };
  }

  /** Ends a query whose process is gone. */
  end(queryId: string): void {
    this.running.delete(queryId);
  }

  private commit(queryId: string, folders: readonly string[], sql: string): void {
    this.table.apply(sql);
    const parent = this.history.at(-1)?.id ?? null;
    const id = FakeIceberg.snapshots++;
    if (sql.startsWith("CREATE OR REPLACE")) this.mapped = false;
    if (!sql.includes("EXECUTE add_files")) this.history.push({ id, parent, queryId, folders });
    else {
      this.mapped = true;
      this.history.push({ id, parent, queryId: null, taken: folders.at(-1) ?? "", folders });
    }
  }

  /** The folders in the table after the statement. `undefined` for those that change no row. */
  private changeOf(sql: string): readonly string[] | undefined {
    const [, taken, location = ""] =
      /^ALTER TABLE (\S+) EXECUTE add_files\(location => '([^']+?)\/?'/.exec(sql) ?? [];
    if (taken !== undefined) {
      if (this.addsFrom === undefined) throw failed("PERMISSION_DENIED", "add_files procedure is disabled");
      if (location.endsWith("/_check/none")) throw failed("NOT_FOUND", `Location not found: ${location}`);
      if (sql.includes("recursive_directory")) return this.folders;
      if (!taken.includes("stage_")) return [...this.folders, location];
      this.stages.get(taken)?.push(location);
      return undefined;
    }
    const staged = this.stages.get(/FROM (\S+\.stage_\S+)/.exec(sql)?.[1] ?? "") ?? [];
    if (/^(INSERT|MERGE) INTO/.test(sql)) return [...this.folders, ...staged];
    if (sql.startsWith("DELETE FROM")) return this.folders;
    return sql.startsWith("CREATE OR REPLACE TABLE") ? staged : undefined;
  }

  private columnsOf(sql: string): StatementResult["columns"] {
    if (sql.includes("$properties")) return [{ name: "trino_query_id", type: "varchar" }];
    if (!sql.endsWith("LIMIT 0")) return [];
    return [...this.table.columns.keys()].map((name) => ({ name, type: "bigint" }));
  }

  private answer(sql: string, queryId: string): unknown[][] {
    const stage = /^CREATE TABLE (\S+\.stage_\S+)/.exec(sql)?.[1];
    if (stage !== undefined) {
      const [, location = ""] = /external_location = '([^']+)\/'/.exec(sql) ?? [];
      this.stages.set(stage, sql.includes("partitioned_by") || location === "" ? [] : [location]);
    } else if (sql.includes("register_partition")) {
      const [, table] = /table_name => '(\w+)'/.exec(sql) ?? [];
      const [, location = ""] = /location => '([^']+)'/.exec(sql) ?? [];
      this.stages.get(`hive.s.${table}`)?.push(location);
    } else if (sql.startsWith("DROP TABLE IF EXISTS ")) this.stages.delete(sql.replace(/^.* /, ""));
    else if (sql.includes("unregister_table")) {
      this.stages.delete(`iceberg.s.${/table_name => '(\w+)'/.exec(sql)?.[1]}`);
    } else if (sql.startsWith("CREATE TABLE iceberg")) this.commit(queryId, [], sql);
    else if (sql.includes("information_schema.tables")) return this.stagesIn(sql);
    else if (sql.includes("name-mapping")) return this.mapped ? [["schema.name-mapping.default"]] : [];
    else if (sql.includes('"$path"')) return this.takenIn(sql);
    else if (sql.includes("$properties")) {
      return [
        [
          this.madeBy.get(
            /FROM (.+)$/.exec(sql)?.[1]?.replace("$properties", "").replaceAll('"', "") ?? "",
          ) ?? "q",
        ],
      ];
    } else if (sql.startsWith("SHOW CREATE TABLE hive.s.stage_")) return this.stageCreated(sql.slice(18));
    else if (sql.startsWith("SHOW CREATE TABLE ")) {
      if (this.table.comment === undefined) throw failed("TABLE_NOT_FOUND");
      return [[this.table.created(sql.slice(18))]];
    } else if (sql.includes("node_version")) return [[this.version]];
    else if (sql.includes("system.metadata.catalogs")) return this.catalogs.map((name) => [name, name]);
    else if (sql.includes("$all_entries")) return this.entriesOf(sql);
    else if (sql.includes("$snapshots")) return this.shownHistory();
    else if (sql.includes("system.runtime.queries"))
      return this.stateOf(/query_id = '(\w+)'$/.exec(sql)?.[1]);
    else this.table.apply(sql);
    return [];
  }

  private stageCreated(relation: string): unknown[][] {
    const [folder] = this.stages.get(relation) ?? [];
    if (folder === undefined) throw failed("TABLE_NOT_FOUND");
    return [[`CREATE TABLE ${relation} (id bigint) WITH (external_location = '${folder}/')`]];
  }

  /** Schema and name of the stages that the statement names, or the names of those in the Hive catalog. */
  private stagesIn(sql: string): unknown[][] {
    if (sql.includes("FROM hive.")) {
      const own = [...this.stages.keys()].filter((relation) =>
        /^hive\.s\.stage_[0-9a-f]{24}$/.test(relation),
      );
      return own.map((relation) => [relation.split(".")[2]]);
    }
    const names = [...this.stages.keys()].map((relation) => relation.split(".").slice(1));
    return names.filter(([, table]) => sql.includes(`'${table}'`));
  }

  /** Folders of the snapshot that some snapshot took over. */
  private takenIn(sql: string): unknown[][] {
    const [, version] = /FOR VERSION AS OF (\d+)/.exec(sql) ?? [];
    const { folders = [] } = this.history.find(({ id }) => String(id) === version) ?? {};
    return folders
      .filter((folder) => this.history.some(({ taken }) => taken === folder))
      .map((each) => [each]);
  }

  /** The snapshots that the statement names which brought its file. */
  private entriesOf(sql: string): unknown[][] {
    const [, path = ""] = /file_path = '(.+)'/.exec(sql) ?? [];
    const folder = path.slice(0, path.lastIndexOf("/"));
    return this.history
      .filter(({ id, taken }) => taken === folder && sql.includes(String(id)))
      .map(({ id }) => [id]);
  }

  /** What `$files` says. */
  private async files(): Promise<unknown[][]> {
    const found: unknown[][] = [];
    const folders = this.rewritten === undefined ? this.folders : [this.rewritten];
    for (const folder of folders) {
      const prefix = folder.replace("s3://bucket/", "");
      for await (const { key, byteLength } of this.addsFrom?.list(`${prefix}/`) ?? []) {
        found.push([0, `s3://bucket/${key}`, 1n, BigInt(byteLength)]);
      }
    }
    return found;
  }

  private shownHistory(): unknown[][] {
    return this.history
      .map(({ id, parent, operation = "append", queryId, folders }, index) => [
        id,
        parent,
        operation,
        queryId,
        String(folders.length),
        index === this.history.length - 1 ? id : null,
      ])
      .slice(-this.shown)
      .toReversed();
  }

  private stateOf(queryId = ""): unknown[][] {
    if (this.running.has(queryId)) return [["RUNNING", 1n]];
    return this.begun.includes(queryId) ? [["FINISHED", 0n]] : [];
  }
}

/** A store in memory that passes for one the server reads. */
export function sharedStore(): ObjectStore {
  return { ...forwarding(memoryStore()), scheme: "s3" };
}

function forwarding(store: ObjectStore): ObjectStore {
  return {
    specVersion: store.specVersion,
    name: store.name,
    scheme: store.scheme,
    put: (key, body, options) => store.put(key, body, options),
    get: (key, options) => store.get(key, options),
    head: (key, options) => store.head(key, options),
    list: (prefix, options) => store.list(prefix, options),
    delete: (key, options) => store.delete(key, options),
    locate: (key) => `s3://bucket/${key}`,
  };
}
