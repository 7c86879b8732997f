import type { ClientCertificate } from "./client-certificate.js";
import type { StatementProgress } from "./progress.js";
import type { StatementParameter } from "./statement-text.js";

/** Where the server is, who asks, and what a statement starts with. */
export interface StatementClientOptions extends StatementDefaults {
  /** Origin of the coordinator, such as `https://trino.example:8443`. Credentials go to this origin only. */
  readonly server: string | URL;
  readonly user: string;
  readonly password?: string;
  /** A JWT or OAuth 2 token. A function is asked before every request, and again after a 401. */
  readonly token?: string | (() => string | Promise<string>);
  /** A certificate to show, beside or instead of password and token. Needs https. */
  readonly clientCertificate?: ClientCertificate;
  /** More headers for every request, for a gateway in between. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one request may take, its body included. Default 60 000; `Infinity` for no limit. */
  readonly requestTimeoutMillis?: number;
  /** How long one failing request is repeated. Default 30 000. A server that is starting up is waited for until the deadline, if there is one. */
  readonly retryMillis?: number;
  /** Lets a password or token travel unencrypted. Default `false`. */
  readonly allowPasswordOverHttp?: boolean;
  /**
   * Lets the server hand out large results through its object storage, which this machine must then reach. Default
   * `true`; servers without the spooling protocol ignore it.
   */
  readonly spooling?: boolean;
  /** How parameters travel: in an `EXECUTE IMMEDIATE`, or for Trino before 418 in a header. Default `"statement"`. */
  readonly parametersIn?: "statement" | "header";
}

/** What both a client and one statement may say; the statement wins. */
export interface StatementDefaults {
  readonly catalog?: string;
  readonly schema?: string;
  /** Session properties by name, such as `query_max_run_time` or `hive.timestamp_precision`. A statement's are added to the client's. */
  readonly session?: Readonly<Record<string, string>>;
  /** What the server's query list shows as the source. Default `"sluice"`. */
  readonly source?: string;
  /** Time zone of the session. Default `"UTC"`. */
  readonly timeZone?: string;
  /** Resource groups and the query list go by them. */
  readonly clientTags?: readonly string[];
  /** A line about the program, shown beside the query. */
  readonly clientInfo?: string;
  /** How long a statement may take as a whole, reading its rows included. Then it is cancelled. Default: `Infinity`, no limit. */
  readonly deadlineMillis?: number;
}

/** A statement the server knows and has not begun. */
export interface RegisteredStatement {
  readonly queryId: string;
  /** The address that begins it when it is asked, and by which `cancel` ends it. */
  readonly nextUri: string;
}

/** What one statement has of its own. */
export interface StatementOptions extends StatementDefaults {
  /** Aborting cancels the query on the server. */
  readonly signal?: AbortSignal;
  /** Values for the `?` in the statement, in their order. Never pasted: each is a literal of its type. */
  readonly parameters?: readonly StatementParameter[];
  /** Called after every answer of the server, in order. What it throws cancels the statement. */
  readonly onProgress?: (progress: StatementProgress) => void;
  /**
   * Awaited when the server knows the statement and before it may begin: not one row is read or written until then. What
   * it throws cancels the statement. A statement with this is registered once: `SERVER_STARTING_UP` is thrown.
   */
  readonly onRegistered?: (statement: RegisteredStatement) => Promise<void>;
}
