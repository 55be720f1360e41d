import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { parseName, parseRemote, type RepositoryName } from '../git/parse-remote.ts';
import { remoteUrl } from '../git/remote-url.ts';

/** The one host whose tokens are believed. */
const HOST = 'github.com';

/**
 * The repository on GitHub that a project is in, `acme/web-store`: by the remote of its clone and by GITHUB_REPOSITORY,
 * which have to agree where there are both.
 * @param directory the project's folder, absolute; it need not be there.
 * @throws CommandError (2, FF4247) when nothing names one, or two are named.
 */
export async function projectRepository(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
): Promise<string> {
  const given = env.GITHUB_REPOSITORY?.trim() ?? '';
  const url = await remoteUrl(directory, env);
  const remote = nameOf(url === null ? null : parseRemote(url, HOST));
  const named = nameOf(parseName(given));
  const repository = remote ?? named;
  if (repository === null) throw codedError(EXIT.usage, 'FF4247', {});
  if (named !== null && named.toLowerCase() !== repository.toLowerCase())
    throw codedError(EXIT.usage, 'FF4247', { remote: repository, named });
  return repository;
}

const nameOf = (name: RepositoryName | null): string | null => (name === null ? null : `${name.owner}/${name.repo}`);
