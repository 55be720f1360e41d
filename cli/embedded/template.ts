import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, from its sources and from its build. */
const PACKAGE = packageFolder();

/** Where prepared templates lie; the package ships it. */
export const TEMPLATE_FOLDER = join(PACKAGE, 'dist', 'pg-template');

/**
 * The name of the template that fits: it stands for the migrations and the embedded Postgres that made it, so that one
 * of other migrations is never used.
 */
export function templateName(): string {
  const folder = join(PACKAGE, 'sql');
  const files = readdirSync(folder).sort();
  const texts = files.map((file) => `${file}\0${readFileSync(join(folder, file), 'utf8')}\0`);
  return `${hash('sha256', `${pgliteVersion()}\0${texts.join('')}`, 'hex').slice(0, 16)}.tar.gz`;
}

/** The prepared template's path, or null when there is none that fits. */
export function findTemplate(): string | null {
  const path = join(TEMPLATE_FOLDER, templateName());
  return existsSync(path) ? path : null;
}

/** The one that this package is pinned to. */
function pgliteVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const { optionalDependencies } = parsed as { optionalDependencies?: Readonly<Record<string, string>> };
  return optionalDependencies?.['@electric-sql/pglite'] ?? '';
}

function packageFolder(): string {
  const here = dirname(dirname(fileURLToPath(import.meta.url)));
  return existsSync(join(here, 'package.json')) ? here : dirname(here);
}
