/** What a change request is the follow-up of, hidden in its text, so that `status` and a second kill find it again. */

/** An HTML comment; no word can end it. */
export const followUpMarker = (words: readonly string[]): string =>
  `<!-- flagforge: ${words.map((word) => encodeURIComponent(word).replaceAll('-', '%2D')).join(' ')} -->`;

/** The words of each marker in a text. Anybody may write such a text: it is for showing only. */
export function followUpsIn(text: string): string[][] {
  return [...text.matchAll(/<!-- flagforge: ([^\s<>]+(?: [^\s<>]+)*) -->/g)].flatMap(([, words = '']) => {
    try {
      return [words.split(' ').map(decodeURIComponent)];
    } catch {
      return [];
    }
  });
}
