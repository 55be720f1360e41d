/** The YAML parser's errors in a person's words: what is wrong, where it began, what to write. */
import type { YAMLError } from 'yaml';
import type { Unclosed } from './scan-tokens.ts';

export interface SyntaxExplanation {
  /** Half-open UTF-16 offsets. */
  readonly offsets: readonly [start: number, end: number];
  readonly problem: string;
  /** The parser's own sentence; empty where ours says more. */
  readonly detail: string;
  readonly hint: string;
}

/** By the parser's code: what is wrong, then what to do. */
const EXPLANATIONS: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  BAD_DQ_ESCAPE: ['unknown escape in a double-quoted text', 'write \\\\ for a backslash, or use single quotes'],
  BAD_INDENT: ['the indentation does not fit', 'give the keys of one map the same number of leading spaces'],
  BAD_SCALAR_START: ['a text cannot begin with this character', 'put the value in double quotes'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second ":" on this line',
    'put the value in double quotes, or start a new line for the inner key',
  ],
  BLOCK_IN_FLOW: ['a block list or map cannot stand inside [ ] or { }', 'separate the items with commas instead'],
  KEY_OVER_1024_CHARS: ['a key is longer than 1,024 characters', 'is a quote or a bracket left open above?'],
  MISSING_CHAR: ['something is missing here', 'close what was opened: a quote, a bracket, or a ":" after the key'],
  MULTILINE_IMPLICIT_KEY: ['a key cannot go over several lines', 'a ":" may be missing after the key'],
  UNEXPECTED_TOKEN: ['this does not fit here', 'is a quote, a comma or a bracket missing before it?'],
};

/** `if:` and what follows it on its line, in a block map or an item of a block list. */
const CONDITION = /^\s*(?:- +)*if: +(?<value>\S.*?)\s*$/;

/**
 * @param unclosed brackets and quotes that the file leaves open, by their place
 * @returns where the slip is, which is often above the place where the parser stumbled
 */
export function explainSyntax(error: YAMLError, text: string, unclosed: readonly Unclosed[]): SyntaxExplanation {
  const start = Math.min(error.pos[0], text.length);
  const end = Math.max(start, Math.min(error.pos[1], text.length));
  const open = unclosedBefore(error, unclosed);
  const openLine = open === null ? null : conditionOn(text, open.offset);
  const isInside = open !== null && openLine !== null && open.closing === open.opening && open.offset > openLine.start;
  if (open !== null && !isInside) {
    return leftOpen(open, lineNumber(text, open.offset));
  }
  const condition = isInside ? openLine : conditionOn(text, start);
  if (condition !== null) return unquotedCondition(condition);
  const line = lineAt(text, start);
  const special =
    quotedName(error, text, start) ??
    misindented(error, text, start) ??
    keyWithoutColon(error, line, start) ??
    strayBracket(error, start);
  if (special !== null) return special;
  const [problem, hint] = EXPLANATIONS[error.code] ?? ['this is not valid YAML', ''];
  return { offsets: [start, end], problem, detail: firstSentence(error.message), hint };
}

const MISSES_ITS_END = /must be sufficiently indented and end with a|must end with a|^Missing closing/;

/** The innermost thing left open before the place where the parser missed its end. */
function unclosedBefore(error: YAMLError, unclosed: readonly Unclosed[]): Unclosed | null {
  if (!MISSES_ITS_END.test(error.message)) return null;
  const isQuote = error.message.startsWith('Missing closing');
  const wanted = isQuote
    ? /'quote/.test(error.message)
      ? "'"
      : '"'
    : (/end with a (.)/.exec(error.message)?.[1] ?? '');
  return unclosed.filter(({ offset, closing }) => closing === wanted && offset <= error.pos[0]).at(-1) ?? null;
}

function leftOpen({ offset, opening, closing }: Unclosed, line: number): SyntaxExplanation {
  const isQuote = opening === closing;
  const what = isQuote ? `the quote ${opening}` : `the "${opening}"`;
  const hint = isQuote
    ? `end the text with ${closing}; ${opening === "'" ? "a ' inside it is written twice" : 'a " inside it is written \\"'}`
    : `add the "${closing}" where the ${opening === '[' ? 'list' : 'map'} ends`;
  return { offsets: [offset, offset + 1], problem: `${what} of line ${line} is not closed`, detail: '', hint };
}

interface WrittenCondition {
  readonly start: number;
  readonly value: string;
}

/** The condition on the line of an offset, when that line holds one and the offset is not before its value. */
function conditionOn(text: string, offset: number): WrittenCondition | null {
  const line = lineAt(text, offset);
  const value = CONDITION.exec(line.text)?.groups?.['value'];
  if (value === undefined || /^[|>]/.test(value)) return null;
  const start = line.start + line.text.lastIndexOf(value);
  return offset < start ? null : { start, value };
}

/** A condition that YAML reads as something else: a quote or backtick at its beginning, or a ": " inside. */
function unquotedCondition({ start, value }: WrittenCondition): SyntaxExplanation {
  const first = value.charAt(0);
  const isQuoted = value.length > 1 && value.endsWith(first) && (first === '"' || first === "'");
  const inner = isQuoted ? value.slice(1, -1).replaceAll(`\\${first}`, first) : value;
  const problem =
    first === '"' || first === "'"
      ? `YAML ends the text at the next ${first}`
      : first === '`'
        ? 'YAML has no text that begins with a backtick'
        : 'YAML takes a part of this condition for something else';
  return {
    offsets: [start, start + value.length],
    problem,
    detail: '',
    hint: `put the condition in single quotes:  if: '${inner.replaceAll("'", "''")}'  or on a line of its own below  if: >-`,
  };
}

/** An attribute in backticks: YAML wants quotes round it. */
function quotedName(error: YAMLError, text: string, start: number): SyntaxExplanation | null {
  const name = /^`(?:[^`\\\n]|\\.)*`[^\s:,\]}]*/.exec(text.slice(start, start + 300))?.[0];
  if (error.code !== 'BAD_SCALAR_START' || name === undefined) return null;
  const offsets = [start, start + name.length] as const;
  const problem = 'YAML has no text that begins with a backtick';
  return { offsets, problem, detail: '', hint: `put it in quotes:  '${name.replaceAll("'", "''")}'` };
}

/** A line that is indented deeper than the one above, whose value it would then have to be a part of. */
function misindented(error: YAMLError, text: string, start: number): SyntaxExplanation | null {
  if (error.code !== 'BLOCK_AS_IMPLICIT_KEY') return null;
  const line = lineAt(text, start);
  if (/:(?:\s|$)/.test(line.text.slice(start - line.start))) return null;
  const next = lineAt(text, Math.min(line.start + line.text.length + 1, text.length));
  const key = /^(?<indent>\s+)(?<key>[^\s#:][^:]*):(?:\s|$)/.exec(next.text)?.groups;
  if (key?.['indent'] === undefined || key['key'] === undefined) return null;
  const from = next.start + key['indent'].length;
  return {
    offsets: [from, from + key['key'].length],
    problem: 'this line is indented deeper than the key above it, which has a value already',
    detail: '',
    hint: 'give the keys of one map the same number of leading spaces',
  };
}

/** `description d`, `description:d`, or an item of a list among keys. */
function keyWithoutColon(error: YAMLError, line: Line, start: number): SyntaxExplanation | null {
  if (error.code !== 'MULTILINE_IMPLICIT_KEY' && error.code !== 'MISSING_CHAR') return null;
  const rest = line.text.slice(start - line.start).trimEnd();
  const offsets = [start, start + rest.length] as const;
  if (/^- /.test(rest)) {
    const hint = 'indent it under its key, or remove the "- "';
    return { offsets, problem: 'an item of a list stands among the keys of a map', detail: '', hint };
  }
  const glued = /^([\w.-]+):(\S.*)$/.exec(rest);
  if (glued !== null) {
    const hint = `write  ${glued[1]}: ${glued[2]}`;
    return { offsets, problem: 'a ":" wants a space behind it', detail: '', hint };
  }
  if (error.code !== 'MULTILINE_IMPLICIT_KEY' || /:(?:\s|$)/.test(rest) || !/^[\w"'.-]/.test(rest)) return null;
  const words = /^([\w.-]+) +(\S.*)$/.exec(rest);
  const hint = words === null ? `write  ${rest}:  and its value` : `write  ${words[1]}: ${words[2]}`;
  return { offsets, problem: 'this line has no ":" after its key', detail: '', hint };
}

function strayBracket(error: YAMLError, start: number): SyntaxExplanation | null {
  const bracket = /^Unexpected flow-(?:seq|map)-end token in YAML stream: "([\]}])"/.exec(error.message)?.[1];
  if (bracket === undefined) return null;
  const hint = `remove it, or add the "${bracket === ']' ? '[' : '{'}" that it should close`;
  return { offsets: [start, start + 1], problem: `"${bracket}" closes nothing`, detail: '', hint };
}

interface Line {
  readonly start: number;
  readonly text: string;
}

/** The line of an offset, without its line break. */
function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', start);
  return { start, text: text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '') };
}

function lineNumber(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** The parser's own sentence, without the position and excerpt that it may append. */
function firstSentence(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return line.replace(/ at line \d+, column \d+:?$/, '');
}
