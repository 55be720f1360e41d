/** Where a request says that it goes to, and comes from. */
import type { IncomingMessage } from 'node:http';
import { problem } from './problem.ts';

/** Which requests a server answers. */
export interface Whence {
  /**
   * `host:port` as the header `Host` may have it, in lower case; null: any, because a proxy in front looks after it.
   * Without it a name of somebody else's that is pointed at this machine (DNS rebinding) reaches it from any web page.
   */
  readonly hosts: ReadonlySet<string> | null;
  /** Origins of pages that may call: `http://127.0.0.1:3000`. */
  readonly origins: ReadonlySet<string>;
}

/** Names of a server that listens on loopback. */
export function localWhence(host: string, port: number): Whence {
  const names = [...new Set(['localhost', '127.0.0.1', '[::1]', host.includes(':') ? `[${host}]` : host])];
  const hosts = names.map((name) => `${name.toLowerCase()}:${port}`);
  // Browsers leave the usual port out.
  const all = port === 80 ? [...hosts, ...names] : hosts;
  return { hosts: new Set(all), origins: new Set(all.map((name) => `http://${name}`)) };
}

/** @throws ProblemError (403) for a host that is not this server, or an origin that is not its console. */
export function checkWhence(req: IncomingMessage, { hosts, origins }: Whence): void {
  const host = (req.headers.host ?? '').toLowerCase();
  if (hosts !== null && !hosts.has(host)) throw problem(403, 'FF4403', { what: 'host', name: shown(host) });
  const { origin } = req.headers;
  // Programs send none. A page of another site does, for everything but plain reads, whose answers it cannot see.
  if (origin !== undefined && !origins.has(origin.toLowerCase()))
    throw problem(403, 'FF4403', { what: 'origin', name: shown(origin) });
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = req.headers;
  // A link from another site opens a page, which is the same for everybody, as if its address was typed.
  if (site === 'cross-site' && !(mode === 'navigate' && req.method === 'GET'))
    throw problem(403, 'FF4403', { what: 'origin', name: 'another site' });
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100));
