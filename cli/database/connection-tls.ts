import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { systemReason } from '../system-reason.ts';
import type { ConnectionSettings } from './connection-url.ts';

/** Options of TLS, or false for a connection in the clear. */
export type Tls = ConnectionOptions | false;

/**
 * The ways in which a connection is tried, one after the other, as libpq's `sslmode` says: `prefer` falls back to the
 * clear, `allow` to TLS; `require` encrypts, and checks the authority only where a root certificate is there; `verify-ca`
 * checks the authority and `verify-full` the name too. A socket of this machine needs none.
 * @throws CommandError (2, FF3106) when a certificate cannot be read.
 */
export function tlsAttempts(settings: ConnectionSettings): readonly [Tls, ...Tls[]] {
  const { host, sslMode } = settings;
  if (sslMode === 'disable' || host.startsWith('/')) return [false];
  const tls = loadTls(settings);
  if (sslMode === 'prefer') return [tls, false];
  return sslMode === 'allow' ? [false, tls] : [tls];
}

function loadTls(settings: ConnectionSettings): ConnectionOptions {
  const { sslMode, sslRootCert, sslCert, sslKey, sslPassword } = settings;
  const ca = sslRootCert === 'system' ? null : loadPem('sslrootcert', sslRootCert, 'root.crt');
  const cert = loadPem('sslcert', sslCert, 'postgresql.crt');
  const key = cert === null ? null : loadPem('sslkey', sslKey, 'postgresql.key');
  const isChecked = sslMode.startsWith('verify') || (sslMode === 'require' && ca !== null);
  return {
    rejectUnauthorized: isChecked,
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(sslPassword === null ? {} : { passphrase: sslPassword }),
    ...(sslMode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
}

/** @param usual the file's name in `~/.postgresql`, which counts when none is named. */
function loadPem(parameter: string, named: string | null, usual: string): string | null {
  const path = named ?? join(homedir(), '.postgresql', usual);
  if (named === null && !existsSync(path)) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw codedError(EXIT.usage, 'FF3106', { problem: `cannot read the file of ${parameter}: ${systemReason(error)}` });
  }
}
