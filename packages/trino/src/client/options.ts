/** Where the server is, who asks, and what a statement starts with. */
export interface StatementClientOptions {
  /** Origin of the coordinator, such as `https://trino.example:8443`. Credentials go to this origin only. */
  readonly server: string | URL;
  readonly user: string;
  readonly password?: string;
  /** A JWT or OAuth 2 token. A function is asked before every request, and again after a 401. */
  readonly token?: string | (() => string | Promise<string>);
  readonly catalog?: string;
  readonly schema?: string;
  /** Session properties by name, such as `query_max_run_time` or `hive.timestamp_precision`. */
  readonly session?: Readonly<Record<string, string>>;
  /** What the server's query list shows as the source. Default `"sluice"`. */
  readonly source?: string;
  /** Time zone of the session. Default `"UTC"`. */
  readonly timeZone?: string;
  readonly clientTags?: readonly string[];
  /** More headers for every request, for a gateway in between. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one request may take, its body included. Default 60 000. */
  readonly requestTimeoutMillis?: number;
  /** How long one failing request is repeated. Default 30 000. A server that is starting up is waited for until the deadline, if there is one. */
  readonly retryMillis?: number;
  /** How long a statement may take as a whole, reading its rows included. Then it is cancelled. Default: no limit. */
  readonly deadlineMillis?: number;
  /** Lets a password or token travel unencrypted. Default `false`. */
  readonly allowPasswordOverHttp?: boolean;
}

/** What one statement has of its own; it wins over the client's options. */
export interface StatementOptions {
  /** Aborting cancels the query on the server. */
  readonly signal?: AbortSignal;
  /** Session properties, added to the client's. */
  readonly session?: Readonly<Record<string, string>>;
  readonly catalog?: string;
  readonly schema?: string;
  readonly deadlineMillis?: number;
}
