/** Whom a commit's message names beside its author. */
export interface CoAuthor {
  readonly name: string;
  /** null: it gives none. */
  readonly email: string | null;
}

/** With the lines that it is folded into, as git reads trailers. */
const TRAILER = /^[ \t]*co-authored-by[ \t]*:(.*(?:\n[ \t]+\S.*)*)$/gim;
const WORD = /[^\s<>,;()"]+/g;

/**
 * All of them, anywhere in the message: git reads trailers at its end only, and whoever hides one would put it elsewhere.
 * Several in one line are several. One without an address is somebody all the same.
 */
export function coAuthorsIn(message: string): readonly CoAuthor[] {
  const written = [...message.replace(/\r\n?/g, '\n').matchAll(TRAILER)].map(([, text = '']) => text);
  return written.flatMap((text): readonly CoAuthor[] => {
    const found: CoAuthor[] = [];
    let name: string[] = [];
    for (const [word] of text.matchAll(WORD)) {
      if (!/.@./.test(word)) name.push(word);
      else {
        found.push({ name: name.join(' '), email: word });
        name = [];
      }
    }
    return found.length > 0 ? found : [{ name: text.trim(), email: null }];
  });
}
