import { usageError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { type Grant, type MigrationReport, migrateDatabase } from '../database/migrate-database.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadProjectName } from '../project-name.ts';
import { openDatabase } from '../stores/open-database.ts';
import { renderColumns } from '../terminal/columns.ts';
import { countOf } from '../terminal/count.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';

export interface MigrateOptions {
  readonly dir: string;
  readonly publisher?: readonly string[];
  readonly auditor?: readonly string[];
  readonly evaluator?: readonly string[];
  readonly json?: true;
}

/** `flagforge migrate`: the schema, and who may use it. Idempotent. @see contract 6 */
export async function migrate(terminal: Terminal, options: MigrateOptions): Promise<ExitCode> {
  const project = await loadProjectName(terminal, options.dir);
  const grants = (['publisher', 'auditor', 'evaluator'] as const).flatMap((role) =>
    (options[role] ?? []).map((login): Grant => ({ login, role })),
  );
  if (project === null && grants.length > 0) {
    throw usageError(
      `there is no flagforge.yaml in ${options.dir}`,
      'a login works for the organisation of a project: name its folder by --dir',
    );
  }
  const database = await openDatabase(terminal, project?.directory ?? null, { forMigration: true });
  try {
    const report = await migrateDatabase(database, project?.organization ?? null, grants);
    const text = options.json === true ? renderJson(database, report) : renderText(terminal.out, database, report);
    await terminal.out.write(text);
    if (report.organization === null)
      await terminal.err.write(`note: there is no flagforge.yaml in ${options.dir}, so no login was mapped to one\n`);
    return EXIT.clean;
  } finally {
    await database.close();
  }
}

function renderJson({ address }: Database, { applied, organization, login, isLoginGranted, grants }: MigrationReport) {
  const own: readonly Grant[] = isLoginGranted
    ? [
        { login, role: 'publisher' },
        { login, role: 'auditor' },
      ]
    : [];
  return `${JSON.stringify({ database: address, applied, organization, login, grants: [...own, ...grants] }, null, 2)}\n`;
}

function renderText({ style }: Output, { address }: Database, report: MigrationReport): string {
  const { applied, organization, login, isLoginGranted, grants } = report;
  const state =
    applied.length === 0
      ? 'schema is up to date'
      : `schema brought up to date: ${countOf(applied.length, 'migration')}`;
  const rows = applied.map((name) => [style.green('applied'), name]);
  const named = [...(isLoginGranted ? [{ login, role: 'publisher and auditor' }] : []), ...grants];
  for (const grant of named) rows.push([style.green('login'), `${grant.login} is ${grant.role} for ${organization}`]);
  return `${[`${address}  ${state}`, ...renderColumns(rows, '  ')].join('\n')}\n`;
}
