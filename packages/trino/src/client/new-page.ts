/** A page in a row of them: the last part of the address counts up. */
const numbered = /^(.*\/)(\d+)$/;

/**
 * Tells whether the server names a page for the first time. A real server never names one twice: each address ends in a
 * token that counts up, once for the time a statement is queued and once for the time it runs.
 */
export function onlyNewPages(): (url: string) => boolean {
  const newest = new Map<string, number>();
  return (url) => {
    const [, row = url, token = "0"] = numbered.exec(url) ?? [];
    const number = Number(token);
    if (number <= (newest.get(row) ?? -1)) return false;
    newest.set(row, number);
    return true;
  };
}
