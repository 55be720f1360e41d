import { valueWords } from '../../../sentences/value-words.ts';

const MOST_CHARACTERS = 60;
const MOST_ITEMS = 4;

/** A value of a context in a sentence: `“eu-west-1”`, `17`, `[“buyer”, “support”, and 3 more]`. */
export function foundText(value: unknown): string {
  if (value === '') return 'an empty text';
  if (typeof value === 'string') return `“${cut(visible(value))}”`;
  if (!Array.isArray(value)) return cut(JSON.stringify(value) ?? String(value));
  const shown = value.slice(0, MOST_ITEMS).map((each: unknown) => (Array.isArray(each) ? 'a list' : foundText(each)));
  const more = value.length > MOST_ITEMS ? [`and ${value.length - MOST_ITEMS} more`] : [];
  return `[${[...shown, ...more].join(', ')}]`;
}

/** Who is hashed or listed, as a name; in quotes where one would not see where it begins or ends. */
export const unitName = (unit: string): string => cut(valueWords({ kind: 'string', value: unit, span: [0, 0] }).text);

/** Its beginning and its end tell it apart. */
const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 20)}…${text.slice(-18)}`;

/** Without what one would not see; the quotes around it are ours. */
function visible(value: string): string {
  const { text } = valueWords({ kind: 'string', value, span: [0, 0] });
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
}
