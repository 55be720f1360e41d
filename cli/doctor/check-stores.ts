/** Whether the stores answer, and what the login may do there. */
import { CommandError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../stores/open-database.ts';
import { openTargets } from '../stores/open-targets.ts';
import { sizeText } from '../targets/kvs/sizes.ts';
import type { EvaluatorReport, Place, Target } from '../targets/target.ts';
import { countOf } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { amiss, type Check, good } from './check.ts';
import { checkClock } from './clock.ts';

/**
 * Asks Postgres, Redis and the edge's store, and closes them again. What does not answer is a check of its own, never an error.
 * @param places the project's environments.
 */
export async function checkStores(terminal: Terminal, directory: string, places: readonly Place[]): Promise<Check[]> {
  const opened = await attempt(() => openDatabase(terminal, directory));
  if (opened instanceof CommandError) return [checkOf('postgres', opened)];
  try {
    const targets = await attempt(() => openTargets(terminal, opened, directory));
    if (targets instanceof CommandError) {
      const name = targets.code === 'FF3180' ? 'edge' : 'redis';
      return [...(await checkDatabase(opened)), checkOf(name, targets)];
    }
    try {
      const asked = await Promise.all(
        targets.map((target) => (target.name === 'edge' ? checkEdge(target) : checkTarget(target, places))),
      );
      return [...(await checkDatabase(opened)), ...asked.flat(), ...checkTargets(targets, opened)];
    } finally {
      await Promise.all(targets.map((target) => target.close()));
    }
  } finally {
    await opened.close();
  }
}

interface Login {
  readonly login: string;
  readonly isSuperuser: boolean;
  /** UTC epoch ms. */
  readonly now: number;
}

async function checkDatabase(database: Database): Promise<Check[]> {
  // The machine's own clock, whatever a command takes for the present.
  const before = Date.now();
  const answer = await attempt(() =>
    database.transaction({ as: 'login', organization: null, isReadOnly: true }, (tx) =>
      tx.query<Login>(
        `select session_user::text as login, (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
           (select rolsuper or rolbypassrls from pg_roles where rolname = session_user) as "isSuperuser"`,
      ),
    ),
  );
  if (answer instanceof CommandError) return [checkOf('postgres', answer)];
  const [row] = answer;
  if (row === undefined) return [];
  const found = `Postgres at ${database.address} answers, and its schema is up to date`;
  if (database.kind !== 'real') return [good('stores', 'postgres', `${found} (of flagforge dev)`)];
  const clock = checkClock('Postgres', row.now, (before + Date.now()) / 2);
  if (!row.isSuperuser) return [good('stores', 'postgres', found), clock];
  return [
    good('stores', 'postgres', found),
    clock,
    amiss(
      'stores',
      'superuser',
      'weak',
      `the login ${row.login} may do everything in Postgres; publishing needs far less`,
      'create a login, and let it publish: flagforge migrate --publisher <login>',
    ),
  ];
}

async function checkTarget(target: Target, places: readonly Place[]): Promise<Check[]> {
  const reports: EvaluatorReport[] = [];
  for (const place of places) {
    const answer = await attempt(() => target.evaluators(place));
    if (answer instanceof CommandError) return [checkOf(target.name, answer)];
    reports.push(...answer);
  }
  const byId = new Map(reports.map((report) => [report.id, report]));
  const name = target.name === 'redis' ? `Redis at ${target.address}` : 'the bus of flagforge dev';
  const refused = [...byId.values()].filter((report) => report.refused > 0);
  return [
    good(
      'stores',
      target.name,
      `${name} answers; ${byId.size} ${byId.size === 1 ? 'evaluator reports' : 'evaluators report'}`,
    ),
    ...refused.map((report) =>
      amiss(
        'stores',
        'refused',
        'bad',
        `the evaluator on ${report.host} refused ${report.refused} snapshots or lists of keys`,
        'its log says why: a hash, a signature or a format that does not fit',
      ),
    ),
    // A report is some seconds old when it is read: only a clock that is far off shows.
    ...[...byId.values()].map((report) => checkClock(`the evaluator on ${report.host}`, report.at, Date.now(), 15_000)),
  ];
}

/** From this share on a store counts as nearly full: a version that is switched to needs room beside the one before. */
const NEARLY_FULL = 0.8;

async function checkEdge(target: Target): Promise<Check[]> {
  const fill = await attempt(async () => target.fill?.() ?? null);
  if (fill instanceof CommandError) return [checkOf('edge', fill)];
  if (fill === null) return [];
  const { items, bytes, limitBytes } = fill;
  const found = `the KeyValueStore ${target.address} answers; ${countOf(items, 'key')}, ${sizeText(bytes)} of ${sizeText(limitBytes)}`;
  if (bytes < limitBytes * NEARLY_FULL) return [good('stores', 'edge', found)];
  return [amiss('stores', 'edge', 'weak', found, 'it is nearly full; see: flagforge explain FF3184')];
}

function checkTargets(targets: readonly Target[], { kind }: Database): Check[] {
  if (targets.some(({ name }) => name !== 'edge') || kind !== 'real') return [];
  return [
    amiss(
      'stores',
      'redis',
      'weak',
      'no Redis is named, so evaluators ask Postgres itself, and go on from their disks when it is down',
      'set REDIS_URL, where publishing runs and where evaluators run',
    ),
  ];
}

function checkOf(code: string, problem: CommandError): Check {
  const [hint = null] = problem.hints;
  const isMissing = problem.code === 'FF3100';
  return amiss('stores', code, isMissing ? 'weak' : 'bad', problem.message, hint);
}

async function attempt<Result>(work: () => Promise<Result>): Promise<Result | CommandError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}
