import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMigrations } from '../database/migrations.ts';
import { PACKAGE_FOLDER } from '../package-folder.ts';

/** Where prepared templates lie; the package ships it. */
export const TEMPLATE_FOLDER = join(PACKAGE_FOLDER, 'dist', 'pg-template');

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
  const parsed: unknown = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'));
  const { optionalDependencies } = parsed as { optionalDependencies?: Readonly<Record<string, string>> };
  return optionalDependencies?.['@electric-sql/pglite'] ?? '';
}
