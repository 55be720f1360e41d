/** Runs in the page of the toolbar's tests: puts what they drive where they find it. */
import { createToolbar } from '../create-toolbar.ts';
import { SHOP_FLAGS } from './shop-flags.ts';
import { createStandInClient, type StandInClient } from './stand-in-client.ts';

/** What a test calls by `page.evaluate`. */
export interface ToolbarPage {
  readonly SHOP_FLAGS: typeof SHOP_FLAGS;
  readonly createStandInClient: typeof createStandInClient;
  readonly createToolbar: typeof createToolbar;
  client: StandInClient;
}

declare global {
  var toolbarPage: ToolbarPage;
}

const asked = new URLSearchParams(location.search);
const client = createStandInClient(SHOP_FLAGS, !asked.has('denied'));
globalThis.toolbarPage = { SHOP_FLAGS, createStandInClient, createToolbar, client };
createToolbar(client);
