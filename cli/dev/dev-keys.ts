import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateFolder } from '../embedded/state-folder.ts';

/** The keys of one environment for this machine. */
export interface EnvironmentKeys {
  readonly environment: string;
  readonly server: string;
  readonly client: string;
}

const FILE = 'dev-keys.json';
const SERVER_KEY = /^ff_server_[A-Za-z0-9._-]{1,200}$/;
const CLIENT_KEY = /^ff_client_[A-Za-z0-9._-]{1,200}$/;

/**
 * The keys that `flagforge dev` accepts, stable across restarts: read from the folder of dev's state (mode 600), and made
 * where an environment has none yet. They are worth nothing elsewhere:
 * no other server knows them, and dev listens on loopback only. A folder that cannot be written gives keys for this run.
 *
 * @param folder `.flagforge` of the project.
 * @param held the keys that this run has made known; they hold although the file has gone (`git clean`).
 */
export function loadDevKeys(
  folder: string,
  environments: readonly string[],
  generate: (kind: 'server' | 'client') => string,
  held: readonly EnvironmentKeys[] = [],
): EnvironmentKeys[] {
  const stored = readKeys(join(folder, FILE));
  const known = [...held, ...stored];
  const keys = environments.map(
    (environment) =>
      known.find((entry) => entry.environment === environment) ?? {
        environment,
        server: generate('server'),
        client: generate('client'),
      },
  );
  const kept = [...keys, ...stored.filter((entry) => !environments.includes(entry.environment))];
  if (kept.length !== stored.length) writeKeys(folder, kept);
  return keys;
}

function readKeys(file: string): EnvironmentKeys[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(parsed) ? parsed.filter(isKeys) : [];
  } catch {
    return [];
  }
}

function isKeys(value: unknown): value is EnvironmentKeys {
  if (typeof value !== 'object' || value === null) return false;
  const { environment, server, client } = value as Partial<Record<keyof EnvironmentKeys, unknown>>;
  return (
    typeof environment === 'string' &&
    typeof server === 'string' &&
    typeof client === 'string' &&
    SERVER_KEY.test(server) &&
    CLIENT_KEY.test(client)
  );
}

function writeKeys(folder: string, keys: readonly EnvironmentKeys[]): void {
  try {
    makeStateFolder(folder);
    writeFileSync(join(folder, FILE), `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
    // The mode above holds for a new file only.
    chmodSync(join(folder, FILE), 0o600);
  } catch {
    // A read-only checkout: the keys live as long as this run.
  }
}
