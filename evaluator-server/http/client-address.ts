import { type Cidr, type Ip, isInCidr, parseCidr, parseIp } from '@flagforge/sdk/engine';

/** More hops than this are not followed. */
const MAX_HOPS = 32;

/** Where the longest run of zero groups begins and ends (exclusive); the first of equal ones; at least two long. */
function longestZeros(ip: Ip): readonly [start: number, end: number] {
  let best: readonly [number, number] = [0, 0];
  let start = 0;
  for (let at = 0; at <= ip.length; at += 1) {
    if (at < ip.length && ip[at] === 0) continue;
    if (at - start >= 2 && at - start > best[1] - best[0]) best = [start, at];
    start = at + 1;
  }
  return best;
}

/** The address in its one text: IPv4 as a dotted quad, IPv6 as RFC 5952 writes it. */
export function printAddress(ip: Ip): string {
  if (ip.length === 2) return ip.map((group) => `${group >> 8}.${group & 0xff}`).join('.');
  const groups = ip.map((group) => group.toString(16));
  const [start, end] = longestZeros(ip);
  return end === 0 ? groups.join(':') : `${groups.slice(0, start).join(':')}::${groups.slice(end).join(':')}`;
}

/** What rate limits count by: an IPv4 address, or the /64 that an IPv6 host owns whole. */
export function addressBucket(ip: Ip): string {
  return ip.slice(0, 4).join(':');
}

/** An address as proxies and sockets write it: with a port, in brackets, with a zone. */
function parseHop(text: string): Ip | null {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1];
  const plain = bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return parseIp(plain.replace(/%.*$/, ''));
}

/**
 * Who a request comes from.
 *
 * Without trusted proxies it is the socket's peer, and `X-Forwarded-For` is not read: anybody can send it. With
 * them, the header is walked from its end for as long as the hop before is trusted; the first one that is not is
 * the client. What cannot be read ends the walk at the last hop that could. Null when the socket is gone.
 */
export function clientAddress(
  remote: string | undefined,
  forwarded: string | string[] | undefined,
  trusted: readonly Cidr[],
): Ip | null {
  let address = parseHop(remote ?? '');
  if (address === null) return null;
  if (trusted.length > 0 && forwarded !== undefined) {
    const hops = (typeof forwarded === 'string' ? forwarded : forwarded.join(',')).split(',').slice(-MAX_HOPS);
    while (hops.length > 0 && isTrusted(address, trusted)) {
      const hop = parseHop((hops.pop() ?? '').trim());
      if (hop === null) break;
      address = hop;
    }
  }
  return address;
}

/** Whether the socket's other end is one of the trusted proxies. */
export function isTrustedPeer(remote: string | undefined, trusted: readonly Cidr[]): boolean {
  const address = parseHop(remote ?? '');
  return address !== null && isTrusted(address, trusted);
}

function isTrusted(address: Ip, trusted: readonly Cidr[]): boolean {
  return trusted.some((cidr) => isInCidr(address, cidr));
}

/** Reads a list of proxies, `10.0.0.0/8` or single addresses. Throws a TypeError that names the first bad one. */
export function parseProxies(texts: readonly string[]): readonly Cidr[] {
  return texts.map((text) => {
    const cidr = parseCidr(text);
    if (cidr === null)
      throw new TypeError(`${JSON.stringify(text)} is neither an address nor a network such as 10.0.0.0/8`);
    return cidr;
  });
}
