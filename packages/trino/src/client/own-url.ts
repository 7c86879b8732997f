/**
 * A server behind a proxy may name a host of its own in `nextUri`. Requests carry credentials, so they go to the
 * origin the user configured whatever the server says.
 */
export function ownUrl(uri: string, origin: string): string {
  const { pathname, search } = new URL(uri, origin);
  const own = new URL(origin);
  // Set, not joined as texts: of "x:7/steal" the path is "7/steal", and would change the port.
  own.pathname = pathname;
  own.search = search;
  return own.href;
}
