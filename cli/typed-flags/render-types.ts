import type { FlagSource, ProjectConfig } from '../compile/index.ts';
import { schemaType } from './schema-type.ts';
import { unionOf, valueType } from './value-type.ts';

/** A longer text as a type tells nobody anything. */
const LONGEST_LITERAL = 100;
/** A union of more is slower to check than it is of use. */
const MOST_LITERALS = 50;

/** Of a flag's values: the texts and numbers themselves, as long as they are few and short; of JSON its shape. */
export function flagValueType({ type, variants, schema }: FlagSource): string {
  if (type === 'boolean') return 'boolean';
  const values = variants.map(({ value }) => value);
  if (type === 'json') {
    const described =
      typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? schemaType(schema as never) : null;
    return described ?? unionOf(values.map(valueType));
  }
  const isShort = values.length <= MOST_LITERALS && values.every((value) => String(value).length <= LONGEST_LITERAL);
  return isShort ? unionOf(values.map((value) => JSON.stringify(value))) : type;
}

/** Texts of a project are anybody's: none may end the comment, or begin a tag of it. */
function commentLines(text: string): readonly string[] {
  return text
    .replaceAll('*/', '*\\/')
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.trim().replace(/(^|\s)@/g, '$1\\@'))
    .filter((line) => line !== '');
}

function comment({ description, owner, expires }: FlagSource): string {
  const facts = [owner === null ? null : `Owner: ${owner}.`, expires === null ? null : `Expires ${expires}.`];
  const lines = [description, ...facts].flatMap((text) => (text === null ? [] : commentLines(text)));
  if (lines.length === 0) return '';
  if (lines.length === 1) return `  /** ${lines[0]} */\n`;
  return `  /**\n${lines.map((line) => `   * ${line}\n`).join('')}   */\n`;
}

function member(flag: FlagSource): string {
  const variant = unionOf(flag.variants.map(({ name }) => JSON.stringify(name)));
  const shape = `type: '${flag.type}'; value: ${flagValueType(flag)}; variant: ${variant}`;
  return `${comment(flag)}  ${JSON.stringify(flag.key)}: { ${shape} };\n`;
}

/**
 * The text of a `.d.ts` or `.ts` that says which flags there are, for `@flagforge/sdk`: an interface that every entry point
 * checks keys, fallbacks and variants against, and that `createClient<Flags>()` takes where a program has two projects.
 * The bytes depend on the flags alone.
 * @param flags those to name; they are sorted by key.
 */
export function renderTypes({ organization, project }: ProjectConfig, flags: readonly FlagSource[]): string {
  const members = [...flags].sort((a, b) => (a.key < b.key ? -1 : 1)).map(member);
  const name = commentLines(`${organization}/${project}`).join(' ');
  return [
    '// Written by `flagforge types`. Edit the flags, then run it again.\n',
    `/** The flags of ${name}. */\n`,
    `export interface Flags {\n${members.join('')}}\n`,
    '\ndeclare global {\n  interface FlagForgeFlags extends Flags {}\n}\n',
  ].join('');
}
