/** The compiler: a project's files in, diagnostics or snapshots out. Pure; also runs in a browser. */
export type { CompileCache } from './cache.ts';
export { type CompileOptions, type CompileResult, compileProject } from './compile.ts';
export { isFlagKey, isName, isYamlPath, roleOf } from './file-kinds.ts';
export {
  type ContextsFile,
  type Expectation,
  type FlagTest,
  type FlagTestFile,
  parseContexts,
} from './flag-test-file.ts';
export { includePathsOf } from './include-file.ts';
export type * from './model.ts';
export type { JsonProblem, ValidateJson } from './rules/index.ts';
export { reachOfRules } from './rules/reachability.ts';
export { contentHashOf } from './snapshot/content-hash.ts';
export { type DifferingFlags, differingFlags } from './snapshot/differing-flags.ts';
export { hashText } from './snapshot/sha256.ts';
export { countFlags, flagTextsOf, keyOfText, renderSnapshot, snapshotText } from './snapshot/snapshot-text.ts';
export { readStoredSnapshot } from './snapshot/stored-snapshot.ts';
export { type SnapshotVersion, versionSnapshot } from './snapshot/version-snapshot.ts';
export { suggestName } from './suggest.ts';
export { sortDiagnostics, toDiagnostics } from './to-diagnostics.ts';
