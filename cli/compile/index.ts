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
export { countFlags, renderSnapshot } from './snapshot/build-snapshot.ts';
export { hashText } from './snapshot/sha256.ts';
export { suggestName } from './suggest.ts';
export { sortDiagnostics, toDiagnostics } from './to-diagnostics.ts';
