/** Names of repositories, from what git and CI say. Pure. */

/** A repository by owner and name. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** GitHub's own rules: an owner has letters, digits and single dashes (apps of Enterprise an underscore); a name a bit more. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** @returns null when a text is no `owner/name`. */
export function parseName(text: string): RepositoryName | null {
  const [owner = '', repo = '', ...more] = text.split('/');
  const isName = OWNER.test(owner) && NAME.test(repo) && !/^\.{1,2}$/.test(repo) && more.length === 0;
  return isName ? { owner, repo } : null;
}

/**
 * The repository that a remote's URL names, if it is on this host: `https://github.com/acme/shop.git`,
 * `ssh://git@github.com/acme/shop`, `git@github.com:acme/shop.git`. The host has to be the whole one: a token goes there.
 * @param host in small letters, with the port where it is not the usual one.
 * @returns null: another host, a file, or nothing that is read in one way only.
 */
export function parseRemote(url: string, host: string): RepositoryName | null {
  const text = url.trim();
  if (!/^[!-~]+$/.test(text) || /[\\%]/.test(text)) return null;
  return text.includes('://') ? parseUrl(text, host) : parseScp(text, host);
}

function parseUrl(text: string, host: string): RepositoryName | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isSsh = url.protocol === 'ssh:' || url.protocol === 'git+ssh:';
  if (!isSsh && url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.search !== '' || url.hash !== '' || url.pathname.includes('//')) return null;
  // GitHub takes ssh on the port of https, at a host of its own, for those behind a firewall.
  const isAltSsh = isSsh && host === 'github.com' && url.host === 'ssh.github.com:443';
  const found = isSsh ? url.hostname : url.host;
  if (!isAltSsh && found.toLowerCase() !== (isSsh ? host.replace(/:\d+$/, '') : host)) return null;
  return parsePath(url.pathname.slice(1));
}

/** `git@github.com:acme/shop.git`. */
function parseScp(text: string, host: string): RepositoryName | null {
  const [, found, path] = /^(?:[\w.-]+@)?([A-Za-z0-9.-]+):([^/:].*)$/.exec(text) ?? [];
  if (found === undefined || path === undefined || found.toLowerCase() !== host.replace(/:\d+$/, '')) return null;
  return parsePath(path);
}

const parsePath = (path: string): RepositoryName | null => parseName(path.replace(/\/$/, '').replace(/\.git$/, ''));
