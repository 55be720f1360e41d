import type { YAMLError } from 'yaml';
import type { Finding } from '../../diagnostics/diagnostic.ts';

/** One slip makes the parser stumble again and again further down; beyond this nothing is learned. */
const MAX_SYNTAX_FINDINGS = 10;

/** Our own words for what the parser reports: what is wrong, then what to do. */
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
  MULTILINE_IMPLICIT_KEY: [
    'a key cannot go over several lines',
    'a ":" may be missing after the key on the line above',
  ],
  UNEXPECTED_TOKEN: ['this does not fit here', 'is a quote, a comma or a bracket missing before it?'],
};

/**
 * The parser's errors as findings, at most ten a file and one a line: the first is the slip, most others are
 * its echo. A tab for indentation has its own code.
 */
export function syntaxFindings(file: string, text: string, errors: readonly YAMLError[]): Finding[] {
  const findings: Finding[] = [];
  const lines = new Set<number>();
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  for (const error of sorted) {
    if (error.code === 'DUPLICATE_KEY' || error.code === 'MULTIPLE_DOCS' || error.code === 'TAG_RESOLVE_FAILED')
      continue;
    const start = Math.min(error.pos[0], text.length);
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    if (lines.has(lineStart) || findings.length === MAX_SYNTAX_FINDINGS) continue;
    lines.add(lineStart);
    const indentation = /^[ ]*\t/.exec(text.slice(lineStart));
    if (error.code === 'TAB_AS_INDENT' || (indentation !== null && start <= lineStart + indentation[0].length)) {
      const tab = text.indexOf('\t', lineStart);
      findings.push({
        code: 'FF1017',
        file,
        place: { offsets: [tab < 0 ? start : tab, (tab < 0 ? start : tab) + 1] },
        args: {},
      });
      continue;
    }
    const [problem, hint] = EXPLANATIONS[error.code] ?? ['this is not valid YAML', ''];
    const end = Math.max(start, Math.min(error.pos[1], text.length));
    const detail = firstSentence(error.message);
    findings.push({ code: 'FF1002', file, place: { offsets: [start, end] }, args: { problem, detail, hint } });
  }
  return findings;
}

/** The parser's own sentence, without the position and excerpt that it may append. */
function firstSentence(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return line.replace(/ at line \d+, column \d+:?$/, '');
}
