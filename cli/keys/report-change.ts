/** What a change of keys did, as text and as JSON. */
import { CommandError } from '../command-error.ts';
import { deliveryJson } from '../publish/delivery-json.ts';
import { deliveryRow } from '../publish/report-rows.ts';
import type { Delivery } from '../publish/sync-target.ts';
import type { Place } from '../targets/target.ts';
import { renderColumns } from '../terminal/columns.ts';
import { formatCount } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { formatInstantBeside } from '../terminal/time.ts';
import { type ApiKey, instantOf, keyStatus } from './api-key.ts';
import type { ChangedKeys, KeyTools } from './change-keys.ts';
import { deliverKeys } from './deliver-keys.ts';
import { keyPrefix } from './key-text.ts';

/** A key as `--json` has it, without its hash. */
export function keyJson(key: ApiKey, now: number): object {
  const { id, environment, kind, name, origins, createdBy, createdAt, expiresAt, revokedAt, rotatedTo } = key;
  return {
    ...{ id, environment, kind, prefix: keyPrefix(key), status: keyStatus(key, now), name, origins, createdBy },
    ...{ createdAt: instantOf(createdAt), expiresAt: instantOf(expiresAt), revokedAt: instantOf(revokedAt), rotatedTo },
  };
}

/** `server key k7f3q2ab of production ("checkout service")`. */
export function nameOfKey({ kind, id, environment, name }: ApiKey): string {
  return `${kind} key ${id} of ${environment}${name === null ? '' : ` (${JSON.stringify(printable(name))})`}`;
}

/** `holds until 2027-01-31T00:00:00Z (in 90 days)`, `never expires`. */
export function endOfKey({ expiresAt }: ApiKey, now: number): string {
  return expiresAt === null ? 'never expires' : `holds until ${formatInstantBeside(expiresAt, now)}`;
}

/** What the change was, in the words of its command. */
export interface KeyChangeReport {
  /** For people, on stderr; the first says what was done. */
  readonly lines: readonly string[];
  /** Goes to stdout where there is no --json: a key's text. null: the lines go there. */
  readonly answer: string | null;
  /** Members of the JSON document, beside those that every change has. */
  readonly json: object;
  /** How things stand when a target could not be reached. */
  readonly ifUnreached: string;
}

/**
 * Carries a change to the targets and says what was done. The answer is written before a target's problem ends the
 * command: a key that is not shown now is lost.
 * @throws CommandError (3, or 1 for a target that is ahead) when a target does not hold the keys now.
 */
export async function finishChange(
  terminal: Terminal,
  tools: KeyTools,
  place: Place,
  changed: ChangedKeys | null,
  { isJson, ...report }: KeyChangeReport & { readonly isJson: boolean },
): Promise<void> {
  const deliveries = await deliverKeys(tools.database, tools.targets, place);
  const { organization, project, environment } = place;
  if (isJson) {
    const document = {
      ...report.json,
      ...{ organization, project, environment },
      keysVersion: changed?.keysVersion ?? null,
      audit: changed?.seq ?? null,
      targets: deliveries.map(deliveryJson),
    };
    await terminal.out.write(`${JSON.stringify(document)}\n`);
  } else {
    if (report.answer !== null) await terminal.out.write(`${report.answer}\n`);
    await writeText(terminal, changed, report, deliveries);
  }
  if (tools.targets.length === 0 && tools.database.kind === 'real' && changed !== null)
    await terminal.err.write(
      'note: REDIS_URL is not set; evaluators that read Redis learn of this when flagforge publish --resume runs with it\n',
    );
  const problem = deliveries.find((delivery) => delivery.problem !== null)?.problem;
  if (problem == null) return;
  const hints = [...problem.hints, report.ifUnreached, 'finish with: flagforge publish --resume'];
  throw new CommandError(problem.exitCode, problem.message, hints, problem.code);
}

async function writeText(
  terminal: Terminal,
  changed: ChangedKeys | null,
  { answer, lines }: KeyChangeReport,
  deliveries: readonly Delivery[],
): Promise<void> {
  const output = answer === null ? terminal.out : terminal.err;
  const audited =
    changed === null
      ? []
      : [['Postgres', `keys v${changed.keysVersion}, audited as #${formatCount(Number(changed.seq))}`]];
  const rows = [...audited, ...deliveries.map((delivery) => deliveryRow(delivery, output.style))];
  const [first = '', ...more] = lines;
  await output.write(`${[first, ...renderColumns(rows, '  '), ...more].join('\n')}\n`);
}
