import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/** The folder of this package: the sources lie in it, the build one further down. */
export const PACKAGE_FOLDER = existsSync(join(HERE, 'package.json')) ? HERE : dirname(HERE);
