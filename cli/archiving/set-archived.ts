import { setArchived as editArchived } from '../edit/index.ts';

/**
 * The text of a flag's file with `archived: true`, everything else left byte for byte. Pure.
 * @returns null when the file has a form for which this is not safe; the text must be a map without errors.
 */
export function setArchived(text: string): string | null {
  const result = editArchived(text);
  return result.kind === 'edited' ? result.text : null;
}
