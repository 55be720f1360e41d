import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * How the SDK finds a stand-in on this machine: it puts the number of the account before the name of the host, and then
 * neither an address nor a resolver helps. null: the endpoint is elsewhere.
 */
export function localAgent(endpoint: URL): { readonly agent: Agent; readonly endpoint: string } | null {
  if (!['localhost', LOOPBACK].includes(endpoint.hostname)) return null;
  const lookup: LookupFunction = (_, options, answer) => {
    if (options.all === true) answer(null, [{ address: LOOPBACK, family: 4 }]);
    else answer(null, LOOPBACK, 4);
  };
  const named = new URL(endpoint);
  named.hostname = 'localhost';
  return { agent: new Agent({ keepAlive: true, lookup }), endpoint: named.href };
}
