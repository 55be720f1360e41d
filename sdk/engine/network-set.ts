import { type Cidr, type Ip, isInCidr } from './ip.ts';

/**
 * Networks ready for lookup. Two networks are apart, or one lies in the other; so those that an address lies in are
 * the smallest of them and that one's parents.
 */
export interface NetworkSet {
  /** Unique; IPv4 first, ascending by address, of one address the wider first. */
  readonly networks: readonly Cidr[];
  /** For each network the number of the smallest other one that it lies in, or -1. */
  readonly parents: readonly number[];
}

/** Negative when `a` comes before `b`, 0 when equal. */
function compareAddresses(a: Ip, b: Ip): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return 0;
}

function compareNetworks(a: Cidr, b: Cidr): number {
  const order = compareAddresses(a.address, b.address);
  return order === 0 ? a.prefix - b.prefix : order;
}

/** The first of network `from` and its parents that holds an address, or -1. */
function holderFrom(networks: readonly Cidr[], parents: readonly number[], from: number, address: Ip): number {
  let number = from;
  while (number >= 0 && !isInCidr(address, networks[number] as Cidr)) {
    // Those between a network and its parent hold nothing that it does not.
    let next = number - 1;
    fast: next = parents[number] as number;
    number = next;
  }
  return number;
}

/** The number of the last network that does not begin after an address, or -1. */
function lastBefore(networks: readonly Cidr[], address: Ip): number {
  let low = 0;
  let high = networks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAddresses((networks[middle] as Cidr).address, address) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Makes networks without host bits ready. */
export function prepareNetworks(cidrs: readonly Cidr[]): NetworkSet {
  const sorted = cidrs.slice().sort(compareNetworks);
  const networks = sorted.filter((cidr, i) => i === 0 || compareNetworks(cidr, sorted[i - 1] as Cidr) !== 0);
  const parents: number[] = [];
  for (let i = 0; i < networks.length; i += 1) {
    parents.push(holderFrom(networks, parents, i - 1, (networks[i] as Cidr).address));
  }
  return { networks, parents };
}

/** The number of the smallest network that an address lies in, or -1: log2(networks) steps, and at most 128 parents. */
export function smallestNetwork(set: NetworkSet, address: Ip): number {
  let from = set.networks.length - 1;
  fast: from = lastBefore(set.networks, address);
  return holderFrom(set.networks, set.parents, from, address);
}
