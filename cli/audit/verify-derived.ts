/** The tables that say in columns what the served snapshot says. */
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { flagTextsOf, keyOfText } from '../compile/index.ts';
import type { Transaction } from '../database/database.ts';
import { withoutNul } from '../publish/derived-tables.ts';
import type { Place } from '../targets/target.ts';

/** JSON columns as text. */
interface FlagRow {
  readonly flag: string;
  readonly row: string;
  readonly rules: string;
}

const BATCH_ROWS = 1_000;

// By the primary keys of both tables, a batch after the other.
const READ = `
  select f.flag,
         json_build_array(f.type, f.enabled, f.killed, f.client, f.variants, f.off_variant, f.targets,
                          f.default_outcome, f.requires, f.schedule, f.version)::text as row,
         (select coalesce(json_agg(json_build_array(r.priority, r.name, r.conditions, r.serve, r.rollout)
                                   order by r.priority), '[]')::text
          from flagforge.targeting_rules r
          where r.organization = f.organization and r.project = f.project and r.environment = f.environment
            and r.flag = f.flag) as rules
  from flagforge.feature_flags f
  where f.organization = $1 and f.project = $2 and f.environment = $3 and f.flag > $4
  order by f.flag limit ${BATCH_ROWS}`;

/**
 * The flags whose rows are not what a snapshot says: other, missing or too many; ascending.
 * @param changedIn the version that last changed a flag; null: not known, and not compared.
 */
export async function findDerivedDifferences(
  tx: Transaction,
  place: Place,
  snapshot: Snapshot,
  changedIn: ReadonlyMap<string, number> | null,
): Promise<string[]> {
  const waiting = new Map(flagTextsOf(snapshot).map((text) => [keyOfText(text), text]));
  const kills = new Set(snapshot.overlays.flatMap((overlay) => (overlay.kind === 'kill' ? [overlay.flag] : [])));
  const wrong: string[] = [];
  for (let after = ''; ; ) {
    const rows = await tx.query<FlagRow>(READ, [place.organization, place.project, place.environment, after]);
    for (const { flag, row, rules } of rows) {
      const text = waiting.get(flag);
      waiting.delete(flag);
      const expected = text === undefined ? null : expectedRow(text, kills.has(flag));
      const isRight =
        expected !== null &&
        isSame(row, [...expected.row, changedIn === null ? versionOf(row) : (changedIn.get(flag) ?? 0)]) &&
        isSame(rules, expected.rules);
      if (!isRight) wrong.push(flag);
      after = flag;
    }
    if (rows.length < BATCH_ROWS) break;
  }
  return [...wrong, ...waiting.keys()].sort();
}

const isSame = (text: string, expected: unknown): boolean =>
  canonicalJson(JSON.parse(text)) === canonicalJson(expected);

const versionOf = (row: string): unknown => (JSON.parse(row) as readonly unknown[]).at(-1);

function expectedRow(text: string, isKilled: boolean): { readonly row: unknown[]; readonly rules: unknown[] } {
  const flag = JSON.parse(withoutNul(text)) as Flag;
  const row = [
    ...[flag.type, flag.enabled ?? false, (flag.killed ?? false) || isKilled, flag.client ?? false, flag.variants],
    ...[flag.off, flag.targets ?? [], flag.default ?? null, flag.requires ?? [], flag.schedule ?? []],
  ];
  const rules = (flag.rules ?? []).map((rule, index) => [
    ...[index + 1, rule.name ?? null, rule.if],
    ...('serve' in rule ? [rule.serve, null] : [null, rule.rollout]),
  ]);
  return { row, rules };
}
