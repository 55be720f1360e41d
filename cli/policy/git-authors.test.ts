import { afterAll, expect, test } from 'vitest';
import type { Author } from '../forge/forge.ts';
import { openRepository } from '../git/repository.ts';
import { createFlagsRepository } from '../testing/flags-repository.ts';
import { GIT_TEST_ENVIRONMENT } from '../testing/git-repository.ts';
import { loadGitAuthors, mergeAuthors } from './git-authors.ts';

const files = createFlagsRepository({ 'a.txt': 'a\n' });
afterAll(() => files.remove());

const author = (as: Author['as'], name: string, email: string | null, identity: string | null = null): Author => ({
  ...{ as, identity, email, name, kind: 'human' },
});

test('reads authors, committers and co-authors, wherever their line stands', async () => {
  const { place } = await openRepository(files.root, GIT_TEST_ENVIRONMENT);
  const before = files.git('rev-parse', 'HEAD');
  const message = [
    'squashed (#7)',
    '',
    ' co-authored-by : Kim Adler <Kim@Acme.com>',
    'some text',
    '',
    'CO-AUTHORED-BY: nobody in particular',
    'Signed-off-by: Lena <lena@acme.com>',
    'Co-authored-by: app[bot] <1+app[bot]@users.noreply.github.com>',
  ].join('\n');
  const commit = files.commit({ 'a.txt': 'b\n' }, message);
  expect(await loadGitAuthors(place, commit, before)).toEqual([
    {
      commit,
      authors: [
        author('author', 'Pat Lee', 'pat@acme.com'),
        author('committer', 'Sam Ortiz', 'sam@acme.com'),
        author('co-author', 'Kim Adler', 'Kim@Acme.com'),
        author('co-author', 'nobody in particular', null),
        { ...author('co-author', 'app[bot]', '1+app[bot]@users.noreply.github.com'), kind: 'bot' },
      ],
    },
  ]);
  expect(await loadGitAuthors(place, before, null)).toHaveLength(1);
});

test('a commit that the forge left out, or a hand in one, comes on top of what it says', () => {
  const [one, two] = ['1'.repeat(40), '2'.repeat(40)];
  const known = author('author', 'Pat', 'PAT@acme.com', 'github:patlee');
  const merged = mergeAuthors(
    [{ commit: one, authors: [known] }],
    [
      { commit: one, authors: [author('author', 'Pat', 'pat@acme.com'), author('co-author', 'Kim', 'kim@acme.com')] },
      { commit: two, authors: [author('author', 'Sam', 'sam@acme.com')] },
    ],
  );
  expect(merged).toEqual([
    { commit: one, authors: [known, author('co-author', 'Kim', 'kim@acme.com')] },
    { commit: two, authors: [author('author', 'Sam', 'sam@acme.com')] },
  ]);
});
