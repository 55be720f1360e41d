import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { parseKeyText } from './key-text.ts';

const MAX_LENGTH = 100;

/**
 * The name of a key, without space around it; null for none.
 * @throws CommandError (2, FF3148) when it is empty, too long, more than one line, or a key.
 */
export function parseKeyName(text: string | undefined): string | null {
  if (text === undefined) return null;
  const name = text.trim();
  const refused = (problem: string) => codedError(EXIT.usage, 'FF3148', { problem });
  if (name === '') throw refused('is empty');
  if ([...name].length > MAX_LENGTH) throw refused(`has more than ${MAX_LENGTH} characters`);
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name)) throw refused('holds a line end or another control character');
  // Names are shown everywhere.
  if (name.split(/\s/).some((word) => parseKeyText(word)?.secret != null)) throw refused('holds the text of a key');
  return name;
}
