import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../package-folder.ts';

/** One numbered file of `sql/`. */
export interface Migration {
  readonly number: number;
  /** `000001-product-tables` */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly hash: string;
  /** Its first line is `-- breaking`: a program that does not know it must not run on the schema. */
  readonly isBreaking: boolean;
}

const FILE = /^(\d{6})-[a-z0-9-]+\.sql$/;

/** The migrations that this version of the CLI brings, ascending by number. */
export function loadMigrations(): Migration[] {
  const folder = join(PACKAGE_FOLDER, 'sql');
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const digits = FILE.exec(file)?.[1];
      if (digits === undefined) return [];
      const sql = readFileSync(join(folder, file), 'utf8');
      const isBreaking = /^-- breaking\b/.test(sql);
      return [
        { number: Number(digits), name: file.replace(/\.sql$/, ''), sql, hash: hash('sha256', sql, 'hex'), isBreaking },
      ];
    });
}
