/** What every part of FlagForge stands on, for the packages beside the CLI. */
export { codedError } from './coded-error.ts';
export { CommandError, errorCodeOf } from './command-error.ts';
export { EXIT, type ExitCode } from './exit-codes.ts';
export { createTestRunner } from './flag-tests/run-flag-tests.ts';
export { assertionName } from './flag-tests/test-report.ts';
export { type DraftOptions, draftFlag } from './new-flag/flag-draft.ts';
export { refuseKey } from './new-flag/new-key.ts';
export { modelineOf, renderFlagFile } from './new-flag/render-flag-file.ts';
export { loadJsonValidator } from './open-project.ts';
export { nodeSha256 } from './project.ts';
export type { ProjectName } from './project-name.ts';
export { printable } from './terminal/printable.ts';
export { createTerminal, type Terminal } from './terminal/terminal.ts';
export { loadVersion } from './version.ts';
