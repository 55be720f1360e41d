import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The example project of the repository, as files of a stage; for tests and pictures only. */
export const exampleFiles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(join(ROOT, 'flags'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:yaml|txt)$/.test(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [relative(ROOT, path).replaceAll(sep, '/'), readFileSync(path, 'utf8')]),
  );
