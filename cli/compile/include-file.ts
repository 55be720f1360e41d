/** `includeFile` of a segment: where it lies, and the units in it. */
import type { Finding } from '../diagnostics/diagnostic.ts';
import { asMap, asText } from './build/build-context.ts';
import type { SourceFile } from './model.ts';
import { isOverBytes, MAX_INCLUDE_BYTES } from './yaml/limits.ts';
import { readYaml } from './yaml/read-yaml.ts';

/**
 * The path in the project that an `includeFile` of a segment's file means; null when it leaves the project.
 * Both are paths with `/`; a backslash is a character like any other.
 */
export function resolveIncludePath(segmentFile: string, written: string): string | null {
  if (written.startsWith('/') || /^[A-Za-z]:/.test(written) || written.includes('\\')) return null;
  const steps = segmentFile.split('/').slice(0, -1);
  for (const step of written.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return null;
  }
  return steps.length === 0 ? null : steps.join('/');
}

/** The paths that the segments among these files include, each once: what a loader must read besides the YAML. */
export function includePathsOf(files: readonly SourceFile[]): string[] {
  const paths = new Set<string>();
  for (const file of files) {
    if (!file.path.startsWith('segments/') || !file.text.includes('includeFile')) continue;
    const written = asText(asMap(readYaml(file.path, file.text).data)['includeFile']);
    const path = written === null ? null : resolveIncludePath(file.path, written);
    if (path !== null) paths.add(path);
  }
  return [...paths].sort();
}

/**
 * The units of an included file, one a line in its order: LF or CRLF, blank lines skipped, nothing else trimmed.
 * @see contract 2
 */
export function parseIncludedUnits(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => !/^[ \t]*$/.test(line));
}

export interface Included {
  readonly units: readonly string[];
  readonly findings: readonly Finding[];
  /** What the units depend on, for caching. */
  readonly source: string;
}

/** Reads the file that a segment includes from the project's files. */
export function readIncluded(segmentFile: string, written: string, files: ReadonlyMap<string, SourceFile>): Included {
  const place = { path: ['includeFile'] };
  const failed = (code: string, args: Finding['args']): Included => {
    return {
      units: [],
      findings: [{ code, file: segmentFile, place, args }],
      source: `${code} ${JSON.stringify(args)}`,
    };
  };
  const path = resolveIncludePath(segmentFile, written);
  if (path === null) return failed('FF1125', { path: written });
  const file = files.get(path);
  if (file === undefined) return failed('FF1124', { path });
  if (file.problem?.code === 'FF1022') return failed('FF1125', { path });
  if (file.problem?.code === 'FF1003') return failed('FF1126', { path, reason: 'is not UTF-8' });
  if (file.problem?.code === 'FF1001' || isOverBytes(file.text, MAX_INCLUDE_BYTES)) {
    return failed('FF1126', { path, reason: 'is larger than 1 MiB' });
  }
  if (file.problem !== undefined) return failed('FF1126', { path, reason: 'cannot be read' });
  if (file.text.includes('\0'))
    return failed('FF1126', { path, reason: 'holds a NUL character: is it a binary file?' });
  return { units: parseIncludedUnits(file.text), findings: [], source: file.text };
}
