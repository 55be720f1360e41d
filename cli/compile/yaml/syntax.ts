import type { YAMLError } from 'yaml';
import type { Finding } from '../../diagnostics/diagnostic.ts';
import { explainSyntax } from './explain-syntax.ts';
import type { Unclosed } from './scan-tokens.ts';

/** One slip makes the parser stumble again and again further down; beyond this nothing is learned. */
const MAX_SYNTAX_FINDINGS = 10;

/** Errors that have codes of their own, found before the parser's are looked at. */
const REPORTED: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED']);

/**
 * The parser's errors as findings, at most ten a file and one a line: the first is the slip, most others are
 * its echo. A tab for indentation has its own code.
 * @param unclosed brackets and quotes that the file leaves open
 */
export function syntaxFindings(
  file: string,
  text: string,
  errors: readonly YAMLError[],
  unclosed: readonly Unclosed[],
): Finding[] {
  const findings: Finding[] = [];
  const lines = new Set<number>();
  const sorted = errors.filter(({ code }) => !REPORTED.has(code)).sort((a, b) => a.pos[0] - b.pos[0]);
  for (const error of sorted) {
    if (findings.length === MAX_SYNTAX_FINDINGS) break;
    const stumble = Math.min(error.pos[0], text.length);
    const tab = tabBefore(error, text, stumble);
    const { offsets, ...args } =
      tab === null
        ? explainSyntax(error, text, unclosed)
        : { offsets: [tab, tab + 1] as const, problem: '', detail: '', hint: '' };
    const isEcho = [stumble, offsets[0]].some((offset) => lines.has(lineStart(text, offset)));
    lines.add(lineStart(text, stumble)).add(lineStart(text, offsets[0]));
    if (isEcho) continue;
    const place = { offsets };
    findings.push(tab === null ? { code: 'FF1002', file, place, args } : { code: 'FF1017', file, place, args: {} });
  }
  return findings;
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** The tab in the indentation that an error comes from, or null. */
function tabBefore(error: YAMLError, text: string, stumble: number): number | null {
  const start = lineStart(text, stumble);
  const indentation = /^[ ]*\t/.exec(text.slice(start));
  const isInside = indentation !== null && stumble <= start + indentation[0].length;
  if (error.code !== 'TAB_AS_INDENT' && !isInside) return null;
  const tab = text.indexOf('\t', start);
  return tab < 0 ? stumble : tab;
}
