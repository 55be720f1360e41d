import type { RegisteredFlags } from '../typed/index.ts';
import type { Client, ClientOptions } from './client.ts';
import { createCoreClient } from './core-client.ts';
import { createOverrides } from './overrides.ts';
import { createUsage } from './usage.ts';

/**
 * A client for pages. It answers at once, from storage or bootstrap, and asks the evaluator behind that; nothing about it
 * throws or waits, whatever the evaluator, the network and the storage do.
 */
export function createClient<Flags = RegisteredFlags>(options: ClientOptions): Client<Flags> {
  const overrides = createOverrides(options, () => client.identify(client.context, 0, true));
  const usage = createUsage(options);
  const client = createCoreClient<Flags>(options, { overrides: overrides.all, count: usage.count });
  const { close } = client;
  client.on(() => overrides.show(client.results()));
  return Object.assign(client, {
    override: overrides.set,
    overrides: overrides.all,
    close() {
      close();
      usage.close();
    },
  });
}
