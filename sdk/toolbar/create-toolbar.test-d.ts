/** What compiles: a client of any flags, and nothing that cannot force. */
import type { Client, CoreClient } from '../web/client.ts';
import { createToolbar } from './create-toolbar.ts';

interface ShopFlags {
  readonly 'dark-mode': { readonly type: 'boolean'; readonly value: boolean; readonly variant: 'on' | 'off' };
}

declare const untyped: Client;
declare const typed: Client<ShopFlags>;
declare const core: CoreClient<ShopFlags>;

createToolbar(untyped);
createToolbar(typed, { side: 'left' });
// @ts-expect-error `web/core` has no overrides
createToolbar(core);
// @ts-expect-error no such corner
createToolbar(typed, { side: 'top' });
