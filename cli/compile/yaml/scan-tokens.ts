/**
 * Reads the concrete syntax of a file for what must be refused before it is composed: limits, and the parts
 * of YAML that FlagForge leaves out. Composing has costs that an author could inflate; the tokens do not.
 */
import type { CST } from 'yaml';
import type { Finding } from '../../diagnostics/diagnostic.ts';
import { MAX_DEPTH, MAX_MAP_KEYS } from './limits.ts';

/** A bracket or quote that is opened and never closed. */
export interface Unclosed {
  /** Of the bracket or quote, UTF-16. */
  readonly offset: number;
  readonly opening: string;
  readonly closing: string;
}

export interface TokenScan {
  readonly findings: readonly Finding[];
  /** False when composing could be slow or could overflow the stack. */
  readonly isSafe: boolean;
  /** True when there is a document with something in it. */
  readonly hasContent: boolean;
  /** By their place in the file. */
  readonly unclosed: readonly Unclosed[];
}

interface ScanState {
  readonly file: string;
  readonly findings: Finding[];
  readonly unclosed: Unclosed[];
  isSafe: boolean;
}

/** How many findings of this kind one file reports; a file full of anchors says so once per place, not 20,000 times. */
const MAX_FINDINGS = 50;

function report(state: ScanState, code: string, start: number, length: number, args: Finding['args'] = {}): void {
  if (state.findings.length >= MAX_FINDINGS) return;
  state.findings.push({ code, file: state.file, place: { offsets: [start, start + length] }, args });
}

/** Scans all tokens of one file. Linear in their number; the depth is bounded, so recursion is too. */
export function scanTokens(file: string, tokens: readonly CST.Token[]): TokenScan {
  const state: ScanState = { file, findings: [], unclosed: [], isSafe: true };
  let documents = 0;
  let hasContent = false;
  for (const token of tokens) {
    if (token.type === 'directive') {
      report(state, 'FF1006', token.offset, token.source.length, { directive: token.source.trim() });
      state.isSafe = false;
    } else if (token.type === 'document') {
      documents += 1;
      if (documents === 2) report(state, 'FF1005', token.offset, 3);
      scanProperties(token.start, state);
      if (token.value !== undefined) {
        hasContent = true;
        scanNode(token.value, 1, state);
      }
    }
  }
  return { findings: state.findings, isSafe: state.isSafe, hasContent, unclosed: state.unclosed };
}

function scanNode(token: CST.Token, depth: number, state: ScanState): void {
  if (token.type === 'alias') {
    report(state, 'FF1007', token.offset, token.source.length, { written: token.source });
    return;
  }
  if (token.type !== 'block-map' && token.type !== 'block-seq' && token.type !== 'flow-collection') {
    if ('props' in token && Array.isArray(token.props)) scanProperties(token.props, state);
    noteOpenQuote(token, state);
    return;
  }
  noteOpenBracket(token, state);
  if (depth > MAX_DEPTH) {
    if (state.isSafe) report(state, 'FF1009', token.offset, 1, { limit: MAX_DEPTH });
    state.isSafe = false;
    return;
  }
  const isMap = token.type === 'block-map' || (token.type === 'flow-collection' && token.start.source === '{');
  let keys = 0;
  for (const item of token.items) {
    const key = item.key;
    const isCondition = key?.type === 'scalar' && key.source === 'if';
    scanProperties(item.start, state);
    if (item.sep !== undefined) scanProperties(item.sep, state, isCondition);
    if (isMap && (key || item.sep || item.value)) {
      keys += 1;
      if (keys === MAX_MAP_KEYS + 1) {
        const at = key ?? item.value ?? token;
        const length = 'source' in at ? at.source.length : 1;
        report(state, 'FF1008', at.offset, length, { keys: countKeys(token.items), limit: MAX_MAP_KEYS });
        state.isSafe = false;
      }
    }
    if (key) {
      if (key.type === 'scalar' && key.source === '<<') report(state, 'FF1010', key.offset, 2);
      scanNode(key, depth + 1, state);
    }
    if (item.value) scanNode(item.value, depth + 1, state);
  }
}

function noteOpenBracket(token: CST.Token, state: ScanState): void {
  if (token.type !== 'flow-collection') return;
  const opening = token.start.source;
  const closing = opening === '[' ? ']' : '}';
  if (!token.end.some(({ source }) => source === closing)) {
    state.unclosed.push({ offset: token.start.offset, opening, closing });
  }
}

function noteOpenQuote(token: CST.Token, state: ScanState): void {
  if (token.type !== 'double-quoted-scalar' && token.type !== 'single-quoted-scalar') return;
  const quote = token.type === 'double-quoted-scalar' ? '"' : "'";
  // An escaped quote ends nothing, but then the text would end with a backslash and two quotes.
  const isClosed =
    token.source.length > 1 && token.source.endsWith(quote) && !/(?<!\\)(?:\\\\)*\\"$/.test(token.source);
  if (!isClosed) state.unclosed.push({ offset: token.offset, opening: quote, closing: quote });
}

function countKeys(items: readonly CST.CollectionItem[]): number {
  let keys = 0;
  for (const item of items) if (item.key || item.sep || item.value) keys += 1;
  return keys;
}

function scanProperties(tokens: readonly CST.Token[], state: ScanState, isCondition = false): void {
  for (const token of tokens) {
    if (token.type === 'anchor') {
      report(state, 'FF1007', token.offset, token.source.length, { written: token.source });
    } else if (token.type === 'tag') {
      report(state, 'FF1011', token.offset, token.source.length, {
        tag: token.source,
        ...(isCondition && { isCondition }),
      });
    }
  }
}
