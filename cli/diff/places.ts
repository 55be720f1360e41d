import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { createLocator, type Locator } from '../diagnostics/locate.ts';
import type { ChangeLine, SourcePlace } from './project-diff.ts';
import type { ProjectState } from './project-state.ts';
import type { WordLine } from './words/word-line.ts';

/** Finds lines in the files of both sides; a file is parsed once, when the first of its lines is asked for. */
export interface Places {
  /** null: that side has no such file. What is not in it lies where its nearest parent does. */
  readonly find: (side: 'before' | 'after', file: string, path: YamlPath) => SourcePlace | null;
}

export function createPlaces(before: ProjectState | null, after: ProjectState | null): Places {
  const texts = { before: textsOf(before), after: textsOf(after) };
  const locators = new Map<string, Locator>();
  return {
    find(side, file, path) {
      const text = texts[side]().get(file);
      if (text === undefined) return null;
      const key = `${side} ${file}`;
      const locator = locators.get(key) ?? createLocator(text);
      locators.set(key, locator);
      return { file, line: locator.range({ path, on: 'key' }).start.line };
    },
  };
}

function textsOf(state: ProjectState | null): () => ReadonlyMap<string, string> {
  let texts: ReadonlyMap<string, string> | undefined;
  return () => {
    texts ??= new Map((state?.files ?? []).map(({ path, text }) => [path, text]));
    return texts;
  };
}

/** A line of words with its place in the file; of what is gone, in the old one. */
export function placeLine({ text, before, after, path, side }: WordLine, file: string, places: Places): ChangeLine {
  const place = places.find(side, file, path) ?? places.find(side === 'after' ? 'before' : 'after', file, path);
  return { text, before, after, place };
}
