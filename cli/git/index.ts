/** Git repositories, read. */
export { type LastChange, loadLastChanges } from './last-changes.ts';
export { type CommitDescription, openRepository, type Repository } from './repository.ts';
export { isFullId } from './resolve-commit.ts';
