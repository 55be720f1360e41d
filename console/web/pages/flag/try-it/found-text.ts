import { valueWords } from '../../../sentences/value-words.ts';

const MOST_CHARACTERS = 60;
const MOST_ITEMS = 4;

/** A value of a context in a sentence: `“eu-west-1”`, `17`, `“buyer”, “support” and 3 more`. */
export function foundText(value: unknown): string {
  if (typeof value === 'string') return `“${cut(visible(value))}”`;
  if (!Array.isArray(value)) return cut(JSON.stringify(value) ?? String(value));
  if (value.length === 0) return 'an empty list';
  const shown = value.slice(0, MOST_ITEMS).map((each: unknown) => (Array.isArray(each) ? 'a list' : foundText(each)));
  return `${shown.join(', ')}${value.length > MOST_ITEMS ? ` and ${value.length - MOST_ITEMS} more` : ''}`;
}

/** Its beginning and its end tell it apart. */
const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 20)}…${text.slice(-18)}`;

/** Without what one would not see; the quotes around it are ours. */
function visible(value: string): string {
  const { text } = valueWords({ kind: 'string', value, span: [0, 0] });
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
}
