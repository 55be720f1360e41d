import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from './package-folder.ts';

/** The version of the CLI, as its package.json says it; `unknown` where that cannot be read. */
export function loadVersion(): string {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string')
      return parsed.version;
  } catch {
    // An incomplete installation still finds mistakes in flags.
  }
  return 'unknown';
}
