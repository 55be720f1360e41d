import { helpOf } from '../codes.ts';
import type { Diagnostic, Edit } from '../diagnostic.ts';
import { labelOf } from './text.ts';

export interface SarifOptions {
  /** The project's folder from the repository's root; empty when it is the root. */
  readonly dirLabel: string;
  /** The version of this CLI, as its package says. */
  readonly version?: string;
}

/** A relative URI reference (RFC 3986): each segment is escaped on its own. */
const uriOf = (path: string): string => {
  const uri = path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .split('/')
    .map(encodeSegment)
    .join('/');
  // A colon in the first segment would read as a scheme.
  return /^[^/]*:/.test(uri) ? `./${uri}` : uri;
};

const encodeSegment = (segment: string): string => {
  try {
    return encodeURIComponent(segment);
  } catch {
    // An unpaired surrogate has no UTF-8 form.
    return encodeURIComponent(segment.replace(/[\ud800-\udfff]/gu, '\ufffd'));
  }
};

const ruleOf = (code: string) => {
  const help = helpOf(code);
  if (help === null) return { id: code };
  const { title, paragraph, example, severity } = help;
  const text = example === null ? paragraph : `${paragraph}\n\nWrong:\n${example.wrong}\n\nRight:\n${example.right}`;
  const fence = '```';
  const block = (label: string, yaml: string): string => `${label}:\n\n${fence}yaml\n${yaml}\n${fence}`;
  const markdown =
    example === null
      ? paragraph
      : `${paragraph}\n\n${block('Wrong', example.wrong)}\n\n${block('Right', example.right)}`;
  return {
    id: code,
    name: title
      .split(/[^A-Za-z0-9]+/)
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(''),
    shortDescription: { text: title },
    fullDescription: { text: paragraph },
    help: { text, markdown },
    defaultConfiguration: { level: severity },
  };
};

const fixOf = (edits: readonly Edit[], artifactLocation: object) => ({
  description: { text: 'flagforge validate --fix' },
  artifactChanges: [
    {
      artifactLocation,
      replacements: edits.map(({ start, end, text }) => ({
        deletedRegion: { charOffset: start, charLength: end - start },
        insertedContent: { text },
      })),
    },
  ],
});

/**
 * A SARIF 2.1.0 log as one indented document, with the help of each code that occurs. Files are URIs relative to
 * `%SRCROOT%`; columns count UTF-16 units and ends are exclusive, as in SARIF's default. No excerpts: they could
 * hold secrets.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/
 */
export const renderSarif = (diagnostics: readonly Diagnostic[], options: SarifOptions): string => {
  const codes = [...new Set(diagnostics.map((diagnostic) => diagnostic.code))].sort();
  const results = diagnostics.map(({ code, severity, message, hint, file, range, edits }) => {
    const artifactLocation = { uri: uriOf(labelOf(options.dirLabel, file)), uriBaseId: '%SRCROOT%' };
    return {
      ruleId: code,
      ruleIndex: codes.indexOf(code),
      level: severity,
      message: { text: hint === undefined ? message : `${message}\nhint: ${hint}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation,
            region: {
              startLine: range.start.line,
              startColumn: range.start.column,
              endLine: range.end.line,
              endColumn: range.end.column,
            },
          },
        },
      ],
      ...(edits === undefined ? {} : { fixes: [fixOf(edits, artifactLocation)] }),
    };
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'FlagForge',
            ...(options.version === undefined ? {} : { semanticVersion: options.version }),
            rules: codes.map(ruleOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return JSON.stringify(log, null, 2);
};
