import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { outsideError, usageError } from '../command-error.ts';
import type { FlagSource } from '../compile/index.ts';
import { toJsonDiagnostic } from '../diagnostics/reporters/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { makeFolder } from '../make-folder.ts';
import { openProject, reportErrors } from '../open-project.ts';
import { replaceFile } from '../replace-file.ts';
import { systemReason } from '../system-reason.ts';
import { countOf } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { renderManifest } from '../typed-flags/render-manifest.ts';
import { renderTypes } from '../typed-flags/render-types.ts';

/** What `--format` takes. */
export const TYPES_FORMATS = ['dts', 'ts', 'openfeature-manifest'] as const;
type TypesFormat = (typeof TYPES_FORMATS)[number];

export interface TypesOptions {
  readonly dir: string;
  readonly out?: string;
  readonly format?: TypesFormat;
  readonly client?: true;
  readonly check?: true;
  readonly json?: true;
}

const DEFAULT_FILES: Readonly<Record<TypesFormat, string>> = {
  dts: 'flags.d.ts',
  ts: 'flags.ts',
  'openfeature-manifest': 'flags.json',
};
const STDOUT = '-';

/** By the name of the file, where no format is given. */
function formatOf({ out, format }: TypesOptions): TypesFormat {
  if (format !== undefined) return format;
  if (out === undefined || out === STDOUT || out.endsWith('.d.ts')) return 'dts';
  if (/\.(ts|mts|cts)$/.test(out)) return 'ts';
  if (out.endsWith('.json')) return 'openfeature-manifest';
  throw usageError(
    `${out} does not say what is to be written`,
    'end it in .d.ts, .ts or .json, or give --format dts, ts or openfeature-manifest',
  );
}

/** The file as it is; null: there is none. */
async function readOld(path: string, label: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw outsideError(`cannot read ${label}: ${systemReason(error)}`, 'give another file with --out');
  }
}

async function write(path: string, text: string, label: string): Promise<void> {
  try {
    makeFolder(dirname(path));
  } catch (error) {
    throw outsideError(
      `cannot make the folder of ${label}: ${systemReason(error)}`,
      'nothing was written; give another file with --out',
    );
  }
  await replaceFile(path, text, label);
}

/**
 * `flagforge types`: which flags there are, so that code with a wrong key does not compile. Exit 1 while the project has
 * errors, and with --check when the file is not what would be written.
 */
export async function types(terminal: Terminal, options: TypesOptions): Promise<ExitCode> {
  const format = formatOf(options);
  if (options.out === STDOUT && (options.check === true || options.json === true))
    throw usageError('--out - writes the types to stdout', 'leave out --check and --json, or name a file');
  const project = await openProject(terminal, options.dir);
  const { diagnostics, project: read } = project.result;
  const label = options.out ?? DEFAULT_FILES[format];
  if (await reportErrors(terminal, project, options.json === true ? { file: label, state: 'unknown' } : null))
    return EXIT.findings;
  // Without a project there were errors, and they are told.
  if (read === null) return EXIT.findings;
  const flags = read.flags
    .filter(({ archived }) => !archived)
    .map(({ source }) => source())
    .filter((flag: FlagSource) => options.client !== true || flag.client);
  const text = format === 'openfeature-manifest' ? renderManifest(flags) : renderTypes(read.config, flags);
  if (options.out === STDOUT) {
    await terminal.out.write(text);
    return EXIT.clean;
  }
  const path = resolve(terminal.cwd, label);
  const isSame = (await readOld(path, label)) === text;
  if (!isSame && options.check !== true) await write(path, text, label);
  const state = isSame ? 'unchanged' : options.check === true ? 'outdated' : 'written';
  if (options.json === true) {
    const found = { file: label, format, flags: flags.length, state, diagnostics: diagnostics.map(toJsonDiagnostic) };
    await terminal.out.write(`${JSON.stringify(found, null, 2)}\n`);
  } else if (state === 'outdated') {
    await terminal.err.write(`${label} is not what the flags say: run  flagforge types${suffix(options)}\n`);
  } else await terminal.out.write(`${label}  ${countOf(flags.length, 'flag')}${isSame ? ', unchanged' : ''}\n`);
  return state === 'outdated' ? EXIT.findings : EXIT.clean;
}

/** The options that make the same file, to be typed again. */
function suffix({ dir, out, format, client }: TypesOptions): string {
  const words = [
    ...(dir === 'flags' ? [] : [`--dir ${dir}`]),
    ...(out === undefined ? [] : [`--out ${out}`]),
    ...(format === undefined ? [] : [`--format ${format}`]),
    ...(client === true ? ['--client'] : []),
  ];
  return words.map((word) => ` ${word}`).join('');
}
