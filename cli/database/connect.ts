import type { Client, ClientConfig } from 'pg';
import { errorCodeOf } from '../command-error.ts';
import { type Tls, tlsAttempts } from './connection-tls.ts';
import type { ConnectionSettings } from './connection-url.ts';
import { parseValue } from './parse-value.ts';
import { findPassword } from './pass-file.ts';

/** A connection that answers, until it is lost. */
export interface Connection {
  readonly client: Client;
  /** Why it is lost, as soon as that is known, even between two statements; null while it stands. */
  lost(): unknown;
  /** Gives it up without waiting for the server. */
  discard(): void;
}

/**
 * Makes connections, the first way that works of those that `sslmode` allows; it is remembered for the next one.
 * @throws what kept it from connecting, of the last way that was tried.
 */
export function createConnector(settings: ConnectionSettings): () => Promise<Connection> {
  const password = settings.password ?? findPassword(settings);
  let attempts: readonly [Tls, ...Tls[]] | null = null;
  return async () => {
    attempts ??= tlsAttempts(settings);
    const [first, second] = attempts;
    try {
      return await connect(settings, password, first);
    } catch (error) {
      if (second === undefined || !mayWorkOtherwise(error)) throw error;
      const connection = await connect(settings, password, second);
      attempts = [second];
      return connection;
    }
  };
}

/** Whether the server was reached and refused only how it was spoken to: with TLS, or without. */
function mayWorkOtherwise(error: unknown): boolean {
  const code = errorCodeOf(error) ?? '';
  const message = error instanceof Error ? error.message : '';
  // 28000: pg_hba.conf has no line for connections of this kind.
  return code === '28000' || isTlsProblem(code, message);
}

/** Whether an error of connecting comes from TLS. */
export function isTlsProblem(code: string, message: string): boolean {
  return (
    /^(?:ERR_(?:TLS|SSL|OSSL)|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/.test(
      code,
    ) || /\bSSL\b|certificate/i.test(message)
  );
}

async function connect(settings: ConnectionSettings, password: string | null, ssl: Tls): Promise<Connection> {
  const { default: pg } = await import('pg');
  const { host, port, user, database, connectMs, applicationName, options } = settings;
  const config: ClientConfig = {
    host,
    port,
    user,
    database,
    ssl,
    // A function, so that the driver asks neither the environment nor a password file of its own.
    password: () => password as string,
    connectionTimeoutMillis: connectMs,
    application_name: applicationName,
    keepAlive: true,
    types: { getTypeParser: (type: number) => (text: string) => parseValue(type, text) },
    ...(options === null ? {} : { options }),
  };
  const client = new pg.Client(config);
  let reason: unknown = null;
  // Without a listener an error between two statements would end the process.
  client.on('error', (error: unknown) => {
    reason ??= error;
  });
  client.on('end', () => {
    reason ??= new Error('Connection terminated');
  });
  const discard = (): void => {
    reason ??= new Error('Connection terminated');
    client.end().catch(() => {});
  };
  try {
    await client.connect();
  } catch (error) {
    discard();
    throw error;
  }
  return { client, lost: () => reason, discard };
}
