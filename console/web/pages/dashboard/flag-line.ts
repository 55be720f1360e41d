import type { FlagRowJson } from '../../../api/flag-json.ts';

/** A flag as the list shows it. */
export type FlagLine = Omit<FlagRowJson, 'file' | 'killable' | 'archived'>;
