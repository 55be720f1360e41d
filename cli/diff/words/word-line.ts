import type { Json } from '@flagforge/sdk/engine';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';

/** One matter that changed, with where it stands in its file; the file is known to whoever asked. */
export interface WordLine {
  readonly text: string;
  readonly before: Json | null;
  readonly after: Json | null;
  /** From the root of the file. */
  readonly path: YamlPath;
  /** `before`: it is gone, and stands in the old file only. */
  readonly side: 'before' | 'after';
}

/** A line about something that both sides, or only one of them, have. @param values undefined: not there. */
export function wordLine(text: string, path: YamlPath, before: unknown, after: unknown): WordLine {
  const side = after === undefined && before !== undefined ? 'before' : 'after';
  return { text, before: jsonOf(before), after: jsonOf(after), path, side };
}

/** What is compiled is JSON; its types say more than that. */
const jsonOf = (value: unknown): Json | null => (value === undefined ? null : (value as Json));
