/** Git repositories, read. */
export { type CommitDescription, openRepository, type Repository } from './repository.ts';
