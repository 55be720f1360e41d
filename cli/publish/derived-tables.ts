/** The tables that say in columns what the snapshot says: for those who ask in SQL, never read back by FlagForge. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { flagTextsOf, keyOfText } from '../compile/index.ts';
import type { Transaction } from '../database/database.ts';
import type { Change } from '../diff/change.ts';

/**
 * Brings flagforge.feature_flags and flagforge.targeting_rules to a new version, touching only flags that these changes
 * name. Each statement takes all of them at once.
 */
export async function updateDerivedTables(
  tx: Transaction,
  snapshot: Snapshot,
  changes: readonly Change[],
): Promise<void> {
  const states = new Map(changes.filter(isOfFlag).map(({ name, newState }) => [name, newState]));
  // A flag that was killed or revived is itself as it was.
  const others = new Set(
    changes.flatMap(({ subject, name }) => (subject === 'kill' && !states.has(name) ? [name] : [])),
  );
  if (states.size + others.size === 0) return;
  const { organization, project, environment, version } = snapshot;
  const place = [organization, project, environment];
  const texts = [...states.values()].filter((text) => text !== null);
  if (others.size > 0) texts.push(...flagTextsOf(snapshot).filter((text) => others.has(keyOfText(text))));
  // Rules go with their flag. Before the first version there are none.
  if (version > 1) await tx.query(DELETE, [...place, [...states.keys(), ...others]]);
  if (texts.length === 0) return;
  const kills = snapshot.overlays.flatMap((overlay) => (overlay.kind === 'kill' ? [overlay.flag] : []));
  const flags = withoutNul(`[${texts.join(',')}]`);
  await tx.query(INSERT_FLAGS, [...place, version, flags, kills]);
  await tx.query(INSERT_RULES, [...place, flags]);
}

const isOfFlag = ({ subject }: Change): boolean => subject === 'flag';

const DELETE = `
  delete from flagforge.feature_flags
  where organization = $1 and project = $2 and environment = $3 and flag = any($4::text[])`;

const INSERT_FLAGS = `
  insert into flagforge.feature_flags
    (organization, project, environment, flag, type, enabled, killed, client, variants, off_variant, targets,
     default_outcome, requires, schedule, version)
  select $1, $2, $3, flag.key, flag.type, coalesce(flag.enabled, false),
         coalesce(flag.killed, false) or flag.key = any($6::text[]), coalesce(flag.client, false), flag.variants,
         flag.off, coalesce(flag.targets, '[]'), flag."default", coalesce(flag.requires, '[]'),
         coalesce(flag.schedule, '[]'), $4::integer
  from jsonb_to_recordset($5::jsonb) as flag
    (key text, type text, enabled boolean, killed boolean, client boolean, variants jsonb, off text, targets jsonb,
     "default" jsonb, requires jsonb, schedule jsonb)`;

const INSERT_RULES = `
  insert into flagforge.targeting_rules
    (organization, project, environment, flag, priority, name, conditions, serve, rollout)
  select $1, $2, $3, flag.key, rule.priority, rule.value ->> 'name', rule.value -> 'if', rule.value ->> 'serve',
         rule.value -> 'rollout'
  from jsonb_to_recordset($4::jsonb) as flag (key text, rules jsonb)
  cross join lateral jsonb_array_elements(flag.rules) with ordinality as rule (value, priority)`;

/**
 * JSONB holds no U+0000, which a flag's JSON may; here, and only here, U+FFFD stands in its place. The snapshot and the
 * audit log keep what was written.
 */
export function withoutNul(json: string): string {
  if (!json.includes('\\u0000')) return json;
  return json.replace(/\\(?:u0000|.)/g, (escape) => (escape === '\\u0000' ? '\\ufffd' : escape));
}
