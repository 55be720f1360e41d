/**
 * A connection URL as it may be shown: `db.internal:5432/flags`. Neither user nor password nor parameters; a text that is
 * no URL is not shown at all, since it may hold a password.
 */
export function publicAddress(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url);
    const host = searchParams.get('host') ?? (hostname === '' ? 'localhost' : decodeURIComponent(hostname));
    return `${host}:${port || searchParams.get('port') || '5432'}${pathname === '/' ? '' : decodeURIComponent(pathname)}`;
  } catch {
    return 'the address given';
  }
}
