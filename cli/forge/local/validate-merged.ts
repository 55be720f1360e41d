import { codedError } from '../../coded-error.ts';
import { type CompileCache, compileProject, type SourceFile } from '../../compile/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { checkFlagTests } from '../../flag-tests/check-flag-tests.ts';
import { createTestRunner } from '../../flag-tests/run-flag-tests.ts';
import { assertionName } from '../../flag-tests/test-report.ts';
import { loadJsonValidator } from '../../open-project.ts';
import { nodeSha256 } from '../../project.ts';
import { countOf } from '../../terminal/count.ts';
import { loadVersion } from '../../version.ts';

/** How many problems are named. */
const MAX_NAMED = 5;

const NOTHING_KEPT: CompileCache = { get: () => undefined, set: () => {} };

/**
 * Compiles the files of a merge and runs their flag tests.
 * @throws CommandError (1, FF4154) with what is wrong and where.
 */
export async function validateMerged(
  files: readonly SourceFile[],
  now: number,
  cache: CompileCache = NOTHING_KEPT,
): Promise<void> {
  const compiler = `flagforge ${loadVersion()}`;
  const validateJson = await loadJsonValidator(files);
  const result = compileProject(files, { now, compiler, cache, sha256: nodeSha256, validateJson });
  const errors = checkFlagTests({ files, result, cache: { ...cache, save: () => {} } }).filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0) {
    const lines = errors.map(
      ({ file, range, code, message }) => `${file}:${range.start.line}:${range.start.column} ${code} ${message}`,
    );
    throw broken(countOf(errors.length, 'error'), lines);
  }
  const run = createTestRunner(result.snapshots, now);
  const failed = result.tests.flatMap((file) => run(file).assertions).filter(({ why }) => why !== null);
  if (failed.length > 0) {
    const lines = failed.map((each) => `${each.file}:${each.line} ${assertionName(each)}: ${each.why ?? ''}`);
    throw broken(countOf(failed.length, 'failing flag test'), lines);
  }
}

function broken(problems: string, lines: readonly string[]): Error {
  const [first = '', ...more] = lines;
  return codedError(EXIT.findings, 'FF4154', { problems, first }, ...more.slice(0, MAX_NAMED - 1));
}
