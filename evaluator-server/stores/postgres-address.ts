/** Which Postgres, and how to reach it. */
export interface PostgresAddress {
  /** As the driver reads it; how far TLS is checked stands in it, in libpq's meaning. Holds the password. */
  readonly url: string;
  /** The same without TLS, for a server that has none; null where TLS is asked for. */
  readonly plainUrl: string | null;
  /** For messages: `db.internal:5432/flags`. Neither user nor password nor parameters. */
  readonly label: string;
}

const MODES: readonly string[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * Reads `postgres://user:password@host:port/database?sslmode=verify-full` with the meanings of libpq and of the CLI: where
 * nothing is said, TLS if the server has it (`prefer`); `require` encrypts and checks no certificate unless there is an
 * `sslrootcert`; `sslrootcert=system` trusts the authorities that Node does. What the address leaves out comes from PGSSLMODE and
 * PGSSLROOTCERT here, and PGHOST, PGUSER, PGPASSWORD and the like in the driver.
 * @returns what is wrong with it, in words that repeat no part of it: it may hold a password.
 */
export function parsePostgresAddress(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): PostgresAddress | { readonly problem: string } {
  const parts = /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?([^/?]*)(?:\/([^?]*))?)(?:\?(.*))?$/s.exec(text.trim());
  if (parts === null) return { problem: 'it does not begin with postgres:// or postgresql://' };
  const [, base = '', place = '', path = '', query = ''] = parts;
  if (place.includes('@') || path.includes('@') || /^[^=]*@/.test(query)) {
    return { problem: 'a user or a password holds one of @ / ? : %, which are written %40 %2F %3F %3A %25' };
  }
  if (place.includes(',')) return { problem: 'it names several hosts; name one' };
  const parameters = new URLSearchParams(query);
  const root = parameters.get('sslrootcert') ?? env.PGSSLROOTCERT ?? '';
  const short = /^(?:true|1)$/.test(parameters.get('ssl') ?? '') ? 'require' : undefined;
  const mode = parameters.get('sslmode') ?? short ?? (env.PGSSLMODE || (root === 'system' ? 'verify-full' : 'prefer'));
  if (!MODES.includes(mode)) return { problem: `its sslmode is none of ${MODES.join(', ')}` };
  const label = labelOf(place, path, parameters);
  if (label === null)
    return { problem: 'it holds a % that no two hexadecimal digits follow; a plain % is written %25' };

  const isEager = mode === 'allow' || mode === 'prefer';
  const urlOf = (sslMode: string): string => {
    const own = new URLSearchParams(parameters);
    for (const name of ['ssl', 'sslrootcert']) own.delete(name);
    if (root !== '' && root !== 'system' && sslMode !== 'disable') own.set('sslrootcert', root);
    own.set('sslmode', sslMode);
    // Without it the driver takes `require` for `verify-full`, unlike every other program that reads the address.
    own.set('uselibpqcompat', 'true');
    return `${base}?${own}`;
  };
  return { url: urlOf(isEager ? 'prefer' : mode), plainUrl: isEager ? urlOf('disable') : null, label };
}

function labelOf(place: string, path: string, parameters: URLSearchParams): string | null {
  try {
    const [, named = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(place) ?? [];
    const host = parameters.get('host') ?? (named === '' ? 'localhost' : decodeURIComponent(named));
    const database = decodeURIComponent(path);
    return `${host}:${port || (parameters.get('port') ?? '5432')}${database === '' ? '' : `/${database}`}`;
  } catch {
    return null;
  }
}
