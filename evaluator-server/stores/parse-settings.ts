import { readFileSync } from 'node:fs';
import { parseRedisAddress, type RedisAddress } from '@flagforge/sdk/snapshot';
import { parsePublicKeys } from '../snapshots/signature.ts';
import { parsePostgresAddress } from './postgres-address.ts';
import type { RedisCertificates, RedisSettings } from './redis-client.ts';
import type { StoreSettings } from './settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Adds one line to what is wrong with the settings. */
type Report = (problem: string) => void;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const ENVIRONMENT = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const PEM = '-----BEGIN ';

/** The variables that only a server that reads stores has. */
export const STORE_VARIABLES = [
  'FLAGFORGE_PROJECT',
  'FLAGFORGE_ENVIRONMENTS',
  'FLAGFORGE_STATE',
  'REDIS_URL',
  'DATABASE_URL',
] as const;

/**
 * Reads which project is served from which stores. No problem quotes an address, which may hold a password, nor a key.
 * What is wrong is reported, all of it; the answer is then not to be used.
 */
export function parseStoreSettings(env: Environment, report: Report): StoreSettings {
  const text = (name: string): string => env[name]?.trim() ?? '';
  const redis = parseRedis(env, report);
  const postgres = parseDatabase(env, report);
  if (text('REDIS_URL') === '' && text('DATABASE_URL') === '') {
    report('neither REDIS_URL nor DATABASE_URL is set; they name the stores that `flagforge publish` writes to');
  }
  return {
    project: parseProject(text('FLAGFORGE_PROJECT'), report),
    environments: parseEnvironments(text('FLAGFORGE_ENVIRONMENTS'), report),
    redis,
    postgres,
    stateFolder: text('FLAGFORGE_STATE') || null,
    publicKeys: loadPublicKeys(env, report),
  };
}

/** FLAGFORGE_PUBLIC_KEY: the PEM text of one or several Ed25519 public keys, or paths of files of them, with commas. */
export function loadPublicKeys(env: Environment, report: Report): StoreSettings['publicKeys'] {
  const value = env.FLAGFORGE_PUBLIC_KEY?.trim() ?? '';
  if (value === '') return [];
  const texts = value.includes(PEM)
    ? [value]
    : value.split(',').map((path) => loadFile('FLAGFORGE_PUBLIC_KEY', path, report));
  return texts.flatMap((text) => {
    if (text === null) return [];
    const parsed = parsePublicKeys(text);
    if ('keys' in parsed) return parsed.keys;
    report(`FLAGFORGE_PUBLIC_KEY cannot be used: ${parsed.problem}`);
    return [];
  });
}

function parseProject(value: string, report: Report): StoreSettings['project'] {
  const [organization = '', project = '', ...rest] = value.split('/');
  if (value === '') report('FLAGFORGE_PROJECT is not set; it names the project to serve, such as acme/web-store');
  else if (!NAME.test(organization) || !NAME.test(project) || rest.length > 0) {
    report(`FLAGFORGE_PROJECT is ${JSON.stringify(value)}; it must be an organisation and a project, acme/web-store`);
  }
  return { organization, project };
}

function parseEnvironments(value: string, report: Report): readonly string[] | null {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wrong = names.filter((name) => !ENVIRONMENT.test(name));
  if (wrong.length > 0)
    report(`FLAGFORGE_ENVIRONMENTS holds ${JSON.stringify(wrong[0])}, which no environment is called`);
  return names.length === 0 ? null : [...new Set(names)];
}

function parseDatabase(env: Environment, report: Report): StoreSettings['postgres'] {
  const value = env.DATABASE_URL?.trim() ?? '';
  if (value === '') return null;
  const address = parsePostgresAddress(value, env);
  if ('label' in address) return address;
  report(`DATABASE_URL cannot be used: ${address.problem}`);
  return null;
}

function parseRedis(env: Environment, report: Report): RedisSettings | null {
  const value = env.REDIS_URL?.trim() ?? '';
  if (value === '') return null;
  const address = parseRedisAddress(value);
  const certificates = loadCertificates(env, report);
  if ('problem' in address) {
    report(`REDIS_URL cannot be used: ${address.problem}`);
    return null;
  }
  const isCluster = address.isCluster || /^(?:true|1)$/.test(env.REDIS_CLUSTER?.trim() ?? '');
  return { address: { ...address, isCluster } satisfies RedisAddress, certificates };
}

/** REDIS_CA, REDIS_CERT and REDIS_KEY: each PEM text or the path of a file of it, as `flagforge publish` takes them. */
function loadCertificates(env: Environment, report: Report): RedisCertificates {
  const load = (name: string): string | null => {
    const value = env[name]?.trim() ?? '';
    if (value === '') return null;
    const text = value.includes(PEM) ? value : loadFile(name, value, report);
    if (text === null || text.includes(PEM)) return text;
    report(`${name}: the file holds no PEM text`);
    return null;
  };
  const [ca, cert, key] = [load('REDIS_CA'), load('REDIS_CERT'), load('REDIS_KEY')];
  const [hasCert, hasKey] = [(env.REDIS_CERT ?? '') !== '', (env.REDIS_KEY ?? '') !== ''];
  if (hasCert !== hasKey)
    report(`REDIS_CERT and REDIS_KEY belong together; ${hasCert ? 'REDIS_KEY' : 'REDIS_CERT'} is not set`);
  return { ca, cert, key };
}

function loadFile(name: string, path: string, report: Report): string | null {
  try {
    return readFileSync(path.trim(), 'utf8');
  } catch (error) {
    // Not what was given: it may be a key in a form that is not known.
    report(
      `${name} is no PEM text, and no file that can be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
    return null;
  }
}
