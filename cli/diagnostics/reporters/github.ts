import type { Diagnostic, Severity } from '../diagnostic.ts';
import { labelOf } from './text.ts';

export interface GithubOptions {
  /** The project's folder from the repository's root, where GitHub looks for files; empty when it is the root. */
  readonly dirLabel: string;
  /** The table's short name of a code, for the annotation's title. */
  readonly titleOf?: (code: string) => string | undefined;
}

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * Workflow commands that GitHub Actions turns into annotations on the lines, one a line; empty when there are none.
 * @see GitHub docs, "Workflow commands", and actions/toolkit's command escaping
 */
export const renderGithub = (diagnostics: readonly Diagnostic[], options: GithubOptions): string =>
  diagnostics
    .map(({ file, range, severity, code, message, hint }) => {
      const title = options.titleOf?.(code);
      const properties = [
        ['file', labelOf(options.dirLabel, file)],
        ['line', String(range.start.line)],
        ['endLine', String(range.end.line)],
        // GitHub takes columns only for ranges within one line.
        ...(range.start.line === range.end.line
          ? [
              ['col', String(range.start.column)],
              ['endColumn', String(range.end.column)],
            ]
          : []),
        ['title', title === undefined ? code : `${code} ${title}`],
      ];
      const list = properties.map(([name, value = '']) => `${name}=${escapeProperty(value)}`).join(',');
      const words = hint === undefined ? message : `${message}\nhint: ${hint}`;
      return `::${commands[severity]} ${list}::${escapeData(words)}`;
    })
    .join('\n');
