/** Git repositories, read. */
export { type LastChange, loadLastChanges } from './last-changes.ts';
export { loadFileChanges } from './load-file-changes.ts';
export { type GitToken, type Mirror, openMirror } from './mirror.ts';
export { type CommitDescription, openRepository, type Repository } from './repository.ts';
export { isFullId } from './resolve-commit.ts';
export { askGit } from './run-git.ts';
