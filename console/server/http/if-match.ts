import { problem } from './problem.ts';

/**
 * Whether an edit was made on what is newest now.
 * @param header `If-Match`: a commit, with quotes or without; a list of them; `*`. null: it does not say.
 * @throws ProblemError (412) when the base branch moved on since.
 */
export function demandMatch(header: string | null, commit: string): void {
  if (header === null || header.trim() === '*') return;
  // A weak tag never matches here: what it names may differ in some bytes. @see RFC 9110, 13.1.1
  const given = header.split(',').map((tag) => tag.trim().replace(/^"(.*)"$/, '$1'));
  if (given.includes(commit)) return;
  const shown = given[0] ?? '';
  throw problem(
    412,
    'FF4410',
    { given: shown.slice(0, 12), commit: commit.slice(0, 12) },
    { commit },
    { ETag: `"${commit}"` },
  );
}
