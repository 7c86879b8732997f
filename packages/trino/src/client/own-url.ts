/**
 * A server behind a proxy may name a host of its own in `nextUri`. Requests carry credentials, so they go to the
 * origin the user configured whatever the server says.
 */
export function ownUrl(uri: string, origin: string): string {
  const { pathname, search } = new URL(uri, origin);
  return `${origin}${pathname}${search}`;
}
