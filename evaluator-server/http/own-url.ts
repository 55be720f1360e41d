import type { IncomingMessage } from 'node:http';
import type { Cidr } from '@flagforge/sdk/engine';
import { isTrustedPeer } from './client-address.ts';

/** How clients reach the server. */
export interface OwnUrlOptions {
  /** What the setting says, without a slash at the end; null: as each request came. */
  readonly publicUrl: string | null;
  /** Whose `X-Forwarded-Proto` and `X-Forwarded-Host` are believed. */
  readonly trustedProxies: readonly Cidr[];
}

/**
 * Reads the address that clients know the server by, as `https://flags.example.com`, perhaps with a path: percent-encoded,
 * without a slash at the end. Null for what is none, and for what has a user, a query or a fragment.
 */
export function parsePublicUrl(text: string): string | null {
  const url = URL.canParse(text) && !/[?#]/.test(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  return url.href.replace(/\/+$/, '');
}

/** A host as URLs have it, with or without a port. */
const HOST = /^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** The first of a list of values, as proxies append them. */
function firstOf(header: string | string[] | undefined): string {
  return (typeof header === 'string' ? header : (header?.[0] ?? '')).split(',', 1)[0]?.trim() ?? '';
}

/**
 * Scheme and host under which this request reached the server, without a slash at the end; null when its Host is none.
 * What is made of it goes back to who sent it, and to nobody else.
 */
export function ownUrl(req: IncomingMessage, { publicUrl, trustedProxies }: OwnUrlOptions): string | null {
  if (publicUrl !== null) return publicUrl;
  const isForwarded = trustedProxies.length > 0 && isTrustedPeer(req.socket.remoteAddress, trustedProxies);
  const forwardedHost = isForwarded ? firstOf(req.headers['x-forwarded-host']) : '';
  const host = forwardedHost === '' ? (req.headers.host ?? '') : forwardedHost;
  if (!HOST.test(host)) return null;
  const isSecure = isForwarded && firstOf(req.headers['x-forwarded-proto']).toLowerCase() === 'https';
  return `${isSecure ? 'https' : 'http'}://${host}`;
}
