import { usageError } from '../command-error.ts';
import { applyMigrations } from '../database/apply-migrations.ts';
import { openDatabase } from '../database/open-database.ts';
import { grantLogin, type LoginRole } from '../database/roles.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadProjectName } from '../project-name.ts';
import { countOf } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface MigrateOptions {
  readonly dir: string;
  readonly publisher?: readonly string[];
  readonly auditor?: readonly string[];
  readonly evaluator?: readonly string[];
  readonly json?: true;
}

/** `flagforge migrate`: the schema, and who may use it. Idempotent. */
export async function migrate(terminal: Terminal, options: MigrateOptions): Promise<ExitCode> {
  const project = await loadProjectName(terminal, options.dir);
  const grants = grantsOf(options);
  if (project === null && grants.some(({ login }) => login !== null))
    throw usageError(
      `there is no flagforge.yaml in ${options.dir}`,
      'a login works for the organisation of a project: name its folder by --dir',
    );
  const database = await openDatabase(terminal, project?.directory ?? null, { forMigration: true });
  try {
    const applied = await applyMigrations(database);
    if (project !== null) {
      const { organization } = project;
      await database.transaction({ as: 'login', organization: null }, async (tx) => {
        for (const { login, role } of grants) await grantLogin(tx, login, role, organization);
      });
    }
    const named = grants.filter(({ login }) => login !== null);
    if (options.json === true) {
      const answer = {
        database: database.address,
        applied: applied.map(({ name }) => name),
        organization: project?.organization ?? null,
        grants: named,
      };
      await terminal.out.write(`${JSON.stringify(answer, null, 2)}\n`);
      return EXIT.clean;
    }
    const { style } = terminal.out;
    const lines = applied.map(({ name }) => `  ${style.green('applied')}  ${name}`);
    const state =
      applied.length === 0
        ? 'schema is up to date'
        : `schema brought up to date: ${countOf(applied.length, 'migration')}`;
    lines.unshift(`${database.address}  ${state}`);
    for (const { login, role } of named) lines.push(`  ${style.green(role)}  ${login} for ${project?.organization}`);
    if (project === null) lines.push(`  no project in ${options.dir}: no login was mapped to an organisation`);
    else lines.push(style.dim(`  this login may publish for ${project.organization}`));
    await terminal.out.write(`${lines.join('\n')}\n`);
    return EXIT.clean;
  } finally {
    await database.close();
  }
}

function grantsOf(options: MigrateOptions): { login: string | null; role: LoginRole }[] {
  const named = (['publisher', 'auditor', 'evaluator'] as const).flatMap((role) =>
    (options[role] ?? []).map((login) => ({ login, role })),
  );
  return [{ login: null, role: 'publisher' }, { login: null, role: 'auditor' }, ...named];
}
