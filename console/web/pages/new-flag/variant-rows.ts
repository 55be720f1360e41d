import type { FlagType } from '@flagforge/sdk/engine';

export interface VariantRow {
  /** Of the row, not of the variant: names are typed. */
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

/** What a flag of a type begins with: the one that is served where it is off, and one more. */
export function firstRows(type: FlagType): readonly VariantRow[] {
  const values: Readonly<Record<FlagType, readonly [string, string]>> = {
    boolean: ['false', 'true'],
    string: ['control', 'treatment'],
    number: ['0', '1'],
    json: ['{}', '{"size": 1}'],
  };
  const [off, on] = values[type];
  return [
    { id: 0, name: 'control', value: off },
    { id: 1, name: 'treatment', value: on },
  ];
}

/** What is wrong with the variants of a flag that is to be, in a sentence; null: nothing. */
export function rowsProblem(type: FlagType, rows: readonly VariantRow[]): string | null {
  const names = new Set<string>();
  for (const { name, value } of rows) {
    if (name === '') return 'Each variant needs a name';
    if (!/^[A-Za-z][A-Za-z0-9._-]*$/.test(name))
      return `${name}: names begin with a letter, and have letters, digits, dashes, dots and underscores`;
    if (names.has(name)) return `Two variants are named ${name}`;
    names.add(name);
    if (type === 'number' && typeof parsed(value) !== 'number')
      return `${name}: ${value.trim() === '' ? 'it needs a number' : `${value} is no number`}`;
    if (type === 'json' && parsed(value) === undefined) return `${name}: its value is no JSON`;
  }
  return null;
}

/** undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
