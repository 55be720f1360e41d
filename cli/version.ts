import { readFileSync } from 'node:fs';

/** The version of the CLI, as its package.json says it. */
export function loadVersion(): string {
  // From dist/ the package's file is one folder up, from the sources it lies beside.
  for (const place of ['./package.json', '../package.json']) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') {
        return parsed.version;
      }
    } catch {
      // The other place.
    }
  }
  return 'unknown';
}
