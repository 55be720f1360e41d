/** Runs in the page of the client's tests: puts what they drive where they find it. */
import type { Client } from '../client.ts';
import { createClient } from '../create-client.ts';

/** What a test calls by `page.evaluate`. */
export interface ClientPage {
  readonly createClient: typeof createClient;
  client: Client;
}

declare global {
  var clientPage: ClientPage;
}

const asked = new URLSearchParams(location.hash.slice(1));
const client = createClient({
  url: asked.get('evaluator') ?? '',
  key: asked.get('key') ?? '',
  context: { userId: asked.get('user') ?? 'u-1' },
  hiddenMs: 50,
}) as Client;
globalThis.clientPage = { createClient, client };
document.querySelector('h1')?.replaceChildren(`${client.details('colour', null).source}`);
client.on(() => document.querySelector('h1')?.replaceChildren(`${client.status} ${client.string('colour', 'none')}`));
