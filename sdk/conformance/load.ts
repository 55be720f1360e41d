import { readdirSync, readFileSync } from 'node:fs';
import type { CaseFile } from './case-file.ts';

/** A conformance file: its name, its JSON text and its parsed content. */
export interface LoadedCaseFile {
  readonly name: string;
  readonly text: string;
  readonly content: CaseFile;
}

/**
 * Reads every file of cases of a folder, by name. In the sources the default folder is `sdk/conformance`
 * itself; a built copy of this file needs the folder to be given. Throws when a file is no JSON.
 */
export function loadCaseFiles(folder: URL = new URL('.', import.meta.url)): LoadedCaseFile[] {
  return readdirSync(folder)
    .filter((name) => /^\d\d-.*\.json$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8');
      return { name, text, content: JSON.parse(text) as CaseFile };
    });
}
