/** Which repository on GitHub is meant, and with what credentials, from the environment and the remote. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { codedError } from '../../coded-error.ts';
import type { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { parseName, parseRemote } from '../../git/parse-remote.ts';
import type { Credentials, GitHubPlace } from './client.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is set, without spaces around it; '' counts as left out. */
function valueOf(env: Environment, name: string): string | null {
  const value = env[name]?.trim() ?? '';
  return value === '' ? null : value;
}

/**
 * @param remoteUrl of the clone's remote; null: it has none.
 * @returns null: nothing names a repository on GitHub.
 * @throws CommandError (2) for an address or a name that cannot be one.
 */
export function findPlace(env: Environment, remoteUrl: string | null): GitHubPlace | null {
  const { apiUrl, host } = findServer(env);
  const named = valueOf(env, 'GITHUB_REPOSITORY');
  if (named !== null) {
    const name = parseName(named);
    if (name === null) throw codedError(EXIT.usage, 'FF4125', { variable: 'GITHUB_REPOSITORY', value: named });
    return { ...name, apiUrl, host };
  }
  const name = remoteUrl === null ? null : parseRemote(remoteUrl, host);
  return name === null ? null : { ...name, apiUrl, host };
}

/** The API's address, and the host that people and git see. */
export function findServer(env: Environment): { readonly apiUrl: string; readonly host: string } {
  const [api, server] = [valueOf(env, 'GITHUB_API_URL'), valueOf(env, 'GITHUB_SERVER_URL')];
  const serverHost = server === null ? null : checkAddress('GITHUB_SERVER_URL', server).host;
  if (api === null) {
    if (serverHost === null || serverHost === 'github.com')
      return { apiUrl: 'https://api.github.com', host: 'github.com' };
    const isCloud = serverHost.endsWith('.ghe.com');
    return { apiUrl: isCloud ? `https://api.${serverHost}` : `https://${serverHost}/api/v3`, host: serverHost };
  }
  const { host, href } = checkAddress('GITHUB_API_URL', api);
  // `api.github.com`, `api.acme.ghe.com`; an Enterprise server has both at one host.
  return { apiUrl: href.replace(/\/+$/, ''), host: serverHost ?? host.replace(/^api\./, '') };
}

function checkAddress(variable: string, value: string): URL {
  const wrong = (why: string): CommandError => codedError(EXIT.usage, 'FF4124', { variable, value: shown(value), why });
  if (!URL.canParse(value)) throw wrong('that is no URL');
  const url = new URL(value);
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) throw wrong('it is not https');
  if (url.username !== '' || url.password !== '') throw wrong('a user or password does not belong there');
  if (url.search !== '' || url.hash !== '') throw wrong('a query or fragment does not belong there');
  return url;
}

/** Without a password that somebody put there. */
const shown = (value: string): string => value.replace(/\/\/[^/@\s]*@/, '//...@');

/**
 * An App where one is set, else a token.
 * @returns null: there are none.
 * @throws CommandError (2, FF4126) for half of an App; (3, FF4112) for a key that is none.
 */
export function findCredentials(env: Environment): Credentials | null {
  const [id, key] = [valueOf(env, 'FLAGFORGE_GITHUB_APP_ID'), valueOf(env, 'FLAGFORGE_GITHUB_APP_KEY')];
  if (id !== null && key !== null) return { kind: 'app', id, key: readKey(key) };
  if (id !== null || key !== null) {
    const [given, missing] = id === null ? ['KEY', 'ID'] : ['ID', 'KEY'];
    throw codedError(EXIT.usage, 'FF4126', {
      ...{ given: `FLAGFORGE_GITHUB_APP_${given}`, missing: `FLAGFORGE_GITHUB_APP_${missing}` },
    });
  }
  const token = valueOf(env, 'GITHUB_TOKEN') ?? valueOf(env, 'GH_TOKEN');
  return token === null ? null : { kind: 'token', token };
}

/** The PEM text itself, perhaps with `\n` for its line ends, or the path of a file with it. */
function readKey(value: string): string {
  try {
    const text = value.includes('-----BEGIN') ? value.replaceAll('\\n', '\n') : readFileSync(value, 'utf8');
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType !== 'rsa') throw new TypeError('not an RSA key');
    return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    // What the system says of it could repeat the key.
    throw codedError(EXIT.outside, 'FF4112', {});
  }
}
