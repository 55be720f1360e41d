/** A toolbar for testers: flags, their reasons, and variants to force. */
export { createToolbar, type Toolbar, type ToolbarOptions } from './create-toolbar.ts';
export type { ToolbarClient } from './toolbar-client.ts';
