import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadMigrations } from '../database/migrations.ts';

/** The folder of this package, from its sources and from its build. */
const PACKAGE = packageFolder();

/** Where prepared templates lie; the package ships it. */
export const TEMPLATE_FOLDER = join(PACKAGE, 'dist', 'pg-template');

/**
 * The name of the template that fits: it stands for the migrations and the embedded Postgres that made it, so that one
 * of other migrations is never used.
 */
export function templateName(): string {
  const migrations = loadMigrations().map((migration) => `${migration.name} ${migration.hash}\n`);
  return `${hash('sha256', `${pgliteVersion()}\n${migrations.join('')}`, 'hex').slice(0, 16)}.gz`;
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
