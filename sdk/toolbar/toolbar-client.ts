import type { AnyFlags } from '../typed/index.ts';
import type { Client } from '../web/client.ts';

/** What the toolbar asks of a web client, whatever its flags are. It only looks: nothing that it does is counted. */
export type ToolbarClient = Pick<Client<AnyFlags>, 'on' | 'override' | 'overrides' | 'results' | 'status'>;
