import type { Json } from '@flagforge/sdk/engine';
import { Composer, type CST, type Document, Parser } from 'yaml';
import type { Finding, YamlPath } from '../../diagnostics/diagnostic.ts';
import { isOverBytes, MAX_FILE_BYTES } from './limits.ts';
import { scanTokens } from './scan-tokens.ts';
import { syntaxFindings } from './syntax.ts';
import { type NumberSources, toPlainData } from './to-data.ts';

/** What a YAML file says, as plain data. */
export interface YamlContent {
  /** undefined when the text is no single document of plain data: then there is an error among the findings. */
  readonly data: Json | undefined;
  readonly numbers: NumberSources;
  readonly findings: readonly Finding[];
  /** For locating findings while it is at hand. Never keep it: it is some hundred times the size of the text. */
  readonly document?: Document;
}

const NO_NUMBERS: NumberSources = new Map();

/** Every control character that YAML forbids, NUL first of all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/;

/**
 * Parses one YAML file (1.2 core schema) into plain data and findings FF10xx; never throws, and never slow: a
 * file over the limits is reported before it is composed.
 * @param isOpenMap tells at which paths any key is allowed, `__proto__` included; default: nowhere.
 * @see contract 2
 */
export function readYaml(
  file: string,
  text: string,
  isOpenMap: (path: YamlPath) => boolean = () => false,
): YamlContent {
  const findings: Finding[] = [];
  const failed = (): YamlContent => ({ data: undefined, numbers: NO_NUMBERS, findings });
  if (isOverBytes(text, MAX_FILE_BYTES)) {
    findings.push({ code: 'FF1001', file, place: { offsets: [0, 0] }, args: { limit: MAX_FILE_BYTES / 1024 } });
    return failed();
  }
  const control = CONTROL_CHARACTER.exec(text);
  if (control !== null) {
    const character = `U+${control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    findings.push({
      code: 'FF1018',
      file,
      place: { offsets: [control.index, control.index + 1] },
      args: { character },
    });
    return failed();
  }
  const tokens: CST.Token[] = [];
  for (const token of new Parser().parse(text)) tokens.push(token);
  const scan = scanTokens(file, tokens);
  for (const finding of scan.findings) findings.push(finding);
  if (!scan.isSafe) return failed();
  const composer = new Composer({
    uniqueKeys: false,
    version: '1.2',
    schema: 'core',
    merge: false,
    keepSourceTokens: true,
    logLevel: 'silent',
  });
  let document: Document | undefined;
  // To its end: a generator left suspended survives collections, and all that it holds with it (measured: 4x the time).
  for (const composed of composer.compose(tokens, true, text.length)) document ??= composed;
  if (document === undefined) return failed();
  for (const finding of syntaxFindings(file, text, document.errors, scan.unclosed)) findings.push(finding);
  if (findings.length > 0) return failed();
  const plain = toPlainData(file, document.contents, isOpenMap);
  if (!scan.hasContent || plain.data === null) {
    findings.push({ code: 'FF1004', file, place: { offsets: [0, 0] }, args: {} });
    return failed();
  }
  for (const finding of plain.findings) findings.push(finding);
  return { data: plain.data, numbers: plain.numbers, findings, document };
}
