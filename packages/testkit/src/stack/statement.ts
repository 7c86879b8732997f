interface Answer {
  readonly nextUri?: string;
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly message: string };
}

/**
 * Runs one SQL statement on Trino and returns its rows, as JSON has them. Enough to see that a server works;
 * everything else is the business of `@sluice/trino`. https://trino.io/docs/current/develop/client-protocol.html
 */
export async function runStatement(url: string, sql: string): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  let answer = await ask(`${url}/v1/statement`, {
    method: "POST",
    body: sql,
    headers: { "X-Trino-User": "sluice" },
  });
  for (;;) {
    if (answer.error !== undefined) throw new Error(`${sql}: ${answer.error.message}`);
    for (const row of answer.data ?? []) rows.push([...row]);
    if (answer.nextUri === undefined) return rows;
    answer = await ask(answer.nextUri, {});
  }
}

async function ask(url: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text}`);
  return JSON.parse(text) as Answer;
}
