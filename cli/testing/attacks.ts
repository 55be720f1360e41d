/** Everything that somebody could try on the audit log, as SQL. Data of a test. */

export type AttackedTable = 'audit.entries' | 'audit.heads' | 'flagforge.snapshots' | 'flagforge.reviews';

/** One try: statements, each committed by itself as an attacker would, in order. */
export interface Attempt {
  readonly on: AttackedTable;
  readonly statements: readonly string[];
  /** What `audit verify` says where it is not stopped. */
  readonly named: RegExp;
}

export interface Attack {
  readonly name: string;
  readonly attempts: readonly Attempt[];
  /** Done by a superuser before, to the role that attacks. */
  readonly gift?: 'bypassrls';
}

/** Names that the SQL needs: organisations, and the last entry. */
export interface AttackNames {
  readonly organization: string;
  /** One that the attacker's login is not mapped to. */
  readonly other: string;
  readonly last: number;
}

const entries = 'audit.entries';
const heads = 'audit.heads';
const snapshots = 'flagforge.snapshots';
const reviews = 'flagforge.reviews';

/** An owner is held to row-level security, too, until it lets itself off. */
const disabled = (table: AttackedTable): string =>
  `alter table ${table} disable trigger user, no force row level security`;

/** As if nothing had been. */
const enabled = (table: AttackedTable, ...triggers: string[]): string =>
  `alter table ${table} force row level security, ${triggers.map((name) => `enable always trigger ${name}`).join(', ')}`;

const ENTRIES_ENABLED = enabled(entries, 'refuse_change', 'refuse_row_change', 'chain_entry', 'move_heads');
const HEADS_ENABLED = enabled(heads, 'check_head', 'refuse_removal', 'refuse_row_removal');
const SNAPSHOTS_ENABLED = enabled(snapshots, 'refuse_change', 'refuse_row_change');

const attempt = (on: AttackedTable, named: RegExp, ...statements: string[]): Attempt => ({ on, named, statements });

/** Every entry gets a new hash from this one on, and the head follows: the chain is whole again. */
const REHASH = `do $$
declare
  entry audit.entries;
  before text := repeat('0', 64);
begin
  for entry in select * from audit.entries order by organization, seq loop
    entry.previous_hash := before;
    entry.hash := audit.hash_of(entry);
    update audit.entries set previous_hash = entry.previous_hash, hash = entry.hash
    where organization = entry.organization and seq = entry.seq;
    before := entry.hash;
  end loop;
  update audit.heads set hash = before;
end $$`;

const INSERT_ENTRY = (organization: string, more = '', values = ''): string =>
  `insert into audit.entries (organization, project, environment, version, action, subject, flag, new_state, compiler, actor${more})
   values ('${organization}', 'shop', 'production', 2, 'publish', 'flag', 'forged', '{}', 'flagforge', 'database:ceo'${values})`;

const INSERT_SNAPSHOT = (organization: string, more = '', values = ''): string =>
  `insert into flagforge.snapshots (organization, project, environment, version, action, commit, tip, directory, content_hash, hash, body, compiler, actor${more})
   values ('${organization}', 'shop', 'production', 9, 'publish', repeat('a', 40), repeat('a', 40), 'flags', repeat('b', 64), repeat('c', 64), '{}', 'flagforge', 'database:ceo'${values})`;

const TAMPERED = /changed|missing|rewritten|forged|disabled|added|differ|moved|written as|otherwise/;

export const attacksOn = ({ organization, other, last }: AttackNames): readonly Attack[] => [
  {
    name: 'UPDATE',
    attempts: [
      attempt(entries, TAMPERED, `update audit.entries set reason = 'x' where seq = 2`),
      attempt(entries, TAMPERED, 'update audit.entries set seq = seq where false'),
      attempt(heads, TAMPERED, 'update audit.heads set seq = seq - 1'),
      attempt(snapshots, TAMPERED, `update flagforge.snapshots set body = replace(body, 'true', 'false')`),
      attempt(snapshots, TAMPERED, 'update flagforge.snapshots set version = version where false'),
      attempt(reviews, TAMPERED, `update flagforge.reviews set verdict = 'approved'`),
    ],
  },
  {
    name: 'DELETE',
    attempts: [
      attempt(entries, TAMPERED, 'delete from audit.entries where seq = 2'),
      attempt(heads, TAMPERED, 'delete from audit.heads'),
      attempt(snapshots, TAMPERED, 'delete from flagforge.snapshots where version = 1'),
      attempt(reviews, TAMPERED, 'delete from flagforge.reviews'),
    ],
  },
  {
    name: 'TRUNCATE',
    attempts: [
      attempt(entries, TAMPERED, 'truncate audit.entries'),
      attempt(heads, TAMPERED, 'truncate audit.heads, audit.entries'),
      attempt(snapshots, TAMPERED, 'truncate flagforge.snapshots'),
      attempt(reviews, TAMPERED, 'truncate flagforge.change_requests cascade'),
      attempt(snapshots, TAMPERED, 'truncate flagforge.projects cascade'),
    ],
  },
  {
    name: 'MERGE',
    attempts: [
      attempt(
        entries,
        TAMPERED,
        `merge into audit.entries e using (values (2)) v (seq) on e.seq = v.seq when matched then update set reason = 'x'`,
      ),
      attempt(
        heads,
        TAMPERED,
        'merge into audit.heads h using (values (1)) v (seq) on true when matched then update set seq = v.seq',
      ),
      attempt(
        snapshots,
        TAMPERED,
        'merge into flagforge.snapshots s using (values (1)) v (version) on s.version = v.version when matched then delete',
      ),
    ],
  },
  {
    name: 'ON CONFLICT UPDATE',
    attempts: [
      attempt(
        entries,
        TAMPERED,
        `${INSERT_ENTRY(organization)} on conflict (organization, seq) do update set reason = 'x'`,
      ),
      attempt(
        heads,
        TAMPERED,
        `insert into audit.heads values ('${organization}', 1, repeat('1', 64)) on conflict (organization) do update set seq = 1`,
      ),
      attempt(
        snapshots,
        TAMPERED,
        `${INSERT_SNAPSHOT(organization).replace(', 9,', ', 1,')} on conflict (organization, project, environment, version) do update set body = '{}'`,
      ),
    ],
  },
  {
    name: 'DDL',
    attempts: [
      attempt(entries, /table audit\.entries is missing/, 'drop table audit.entries cascade'),
      attempt(entries, /column reason of audit\.entries is missing/, 'alter table audit.entries drop column reason'),
      attempt(
        entries,
        /trigger refuse_change of audit\.entries is missing/,
        'drop trigger refuse_change on audit.entries',
      ),
      attempt(
        entries,
        /function audit\.refuse\(\) was changed/,
        `create or replace function audit.refuse() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as 'begin return new; end'`,
      ),
      attempt(
        entries,
        /policy own_organizations of audit\.entries is missing/,
        'drop policy own_organizations on audit.entries',
      ),
      attempt(
        entries,
        /grant of update on audit\.entries to flagforge_publisher was added/,
        'grant update on audit.entries to flagforge_publisher',
      ),
      attempt(
        entries,
        /row-level security of audit\.entries is off, not forced/,
        'alter table audit.entries disable row level security',
      ),
      attempt(
        entries,
        /rule quiet of audit\.entries was added/,
        'create rule quiet as on insert to audit.entries do instead nothing',
      ),
      attempt(
        entries,
        /trigger zzz of audit\.entries was added/,
        'create trigger zzz before insert on audit.entries for each row execute function audit.refuse()',
      ),
      attempt(
        entries,
        /constraint entries_pkey of audit\.entries is missing/,
        'alter table audit.entries drop constraint entries_pkey',
      ),
      attempt(entries, /owner of audit\.entries is/, 'alter table audit.entries owner to flagforge_publisher'),
      attempt(heads, /table audit\.heads is missing/, 'drop table audit.heads cascade'),
      attempt(heads, /trigger check_head of audit\.heads is missing/, 'drop trigger check_head on audit.heads'),
      attempt(snapshots, /table flagforge\.snapshots is missing/, 'drop table flagforge.snapshots cascade'),
      attempt(
        snapshots,
        /trigger refuse_change of flagforge\.snapshots is missing/,
        'drop trigger refuse_change on flagforge.snapshots',
      ),
      attempt(
        snapshots,
        /row-level security of flagforge\.snapshots is off, not forced/,
        'alter table flagforge.snapshots disable row level security',
      ),
      attempt(reviews, /refuse_change of flagforge\.reviews/, 'drop trigger refuse_change on flagforge.reviews'),
    ],
  },
  {
    name: 'disable trigger',
    attempts: [
      attempt(
        entries,
        /#2: reason does not match \w+ v1 \(row changed after it was written/,
        disabled(entries),
        `update audit.entries set reason = 'x' where seq = 2`,
        ENTRIES_ENABLED,
      ),
      attempt(
        heads,
        /the head of the chain says #1, though there are entries up to/,
        disabled(heads),
        'update audit.heads set seq = 1',
        HEADS_ENABLED,
      ),
      attempt(
        snapshots,
        /production v1: the stored snapshot was changed after it was written/,
        disabled(snapshots),
        `update flagforge.snapshots set body = replace(body, '"unit":["userId"]', '"unit":["other"]') where version = 1 and environment = 'production'`,
        SNAPSHOTS_ENABLED,
      ),
    ],
  },
  {
    name: 'session_replication_role',
    attempts: [
      attempt(
        entries,
        TAMPERED,
        `set local session_replication_role = replica`,
        `update audit.entries set reason = 'x' where seq = 2`,
      ),
      attempt(heads, TAMPERED, 'set local session_replication_role = replica', 'update audit.heads set seq = 1'),
      attempt(
        snapshots,
        TAMPERED,
        'set local session_replication_role = replica',
        `delete from flagforge.snapshots where version = 1`,
      ),
    ],
  },
  {
    name: 'backdated insert',
    attempts: [
      attempt(
        entries,
        new RegExp(`#${last + 1} was forged`),
        INSERT_ENTRY(organization, ', at, seq', `, now() - interval '1 day', 2`),
      ),
      attempt(
        entries,
        new RegExp(`#${last + 1} is of .*, before the entry that precedes it`),
        disabled(entries),
        disabled(heads),
        `do $$
         declare
           entry audit.entries;
         begin
           select * into strict entry from audit.entries where organization = '${organization}' order by seq desc limit 1;
           entry.seq := entry.seq + 1;
           entry.previous_hash := entry.hash;
           entry.at := entry.at - interval '1 day';
           entry.hash := audit.hash_of(entry);
           insert into audit.entries select entry.*;
           update audit.heads set seq = entry.seq, hash = entry.hash where organization = entry.organization;
         end $$`,
        ENTRIES_ENABLED,
        HEADS_ENABLED,
      ),
      attempt(
        snapshots,
        /no entry tells of production v3 to v9/,
        INSERT_SNAPSHOT(organization, ', created_at', `, now() - interval '1 day'`),
      ),
    ],
  },
  {
    name: 'forged insert',
    attempts: [
      attempt(entries, new RegExp(`#${last + 1} was forged: it tells of flag forged`), INSERT_ENTRY(organization)),
      attempt(snapshots, /no entry tells of production v3 to v9/, INSERT_SNAPSHOT(organization)),
    ],
  },
  {
    name: 'other organisation',
    attempts: [
      attempt(entries, /#1 was forged/, INSERT_ENTRY(other)),
      attempt(snapshots, /no entry tells of production v1 to v9/, INSERT_SNAPSHOT(other)),
    ],
  },
  {
    name: 'BYPASSRLS',
    gift: 'bypassrls',
    attempts: [
      attempt(entries, /#1 was forged/, INSERT_ENTRY(other)),
      attempt(entries, TAMPERED, `update audit.entries set reason = 'x'`),
      attempt(snapshots, /no entry tells of production v1 to v9/, INSERT_SNAPSHOT(other)),
    ],
  },
  {
    name: 'cut tail',
    attempts: [
      attempt(
        entries,
        new RegExp(`#${last} is missing at the end: the head of the chain remembers #${last}`),
        disabled(entries),
        `delete from audit.entries where seq = ${last}`,
        ENTRIES_ENABLED,
      ),
      attempt(
        entries,
        new RegExp(`#${last} is missing at the end: anchor [0-9a-f]{7} remembers #${last}`),
        disabled(entries),
        disabled(heads),
        `delete from audit.entries where seq = ${last}`,
        `update audit.heads h set seq = e.seq, hash = e.hash from audit.entries e where e.organization = h.organization and e.seq = ${last - 1}`,
        ENTRIES_ENABLED,
        HEADS_ENABLED,
      ),
      attempt(
        snapshots,
        /production v2 is missing, though it was published/,
        disabled(snapshots),
        `delete from flagforge.snapshots where version = 2 and environment = 'production'`,
        SNAPSHOTS_ENABLED,
      ),
    ],
  },
  {
    name: 'swap rows',
    attempts: [
      attempt(
        entries,
        /#2 was written as #3: rows were swapped/,
        disabled(entries),
        'alter table audit.entries drop constraint entries_pkey',
        'update audit.entries set seq = 5 - seq where seq in (2, 3)',
        'alter table audit.entries add primary key (organization, seq)',
        ENTRIES_ENABLED,
      ),
      attempt(
        snapshots,
        /production v1: the stored snapshot was changed after it was written/,
        disabled(snapshots),
        `update flagforge.snapshots a set body = b.body, content_hash = b.content_hash, hash = b.hash
         from flagforge.snapshots b
         where a.environment = 'production' and b.environment = 'production' and a.version = 3 - b.version`,
        SNAPSHOTS_ENABLED,
      ),
    ],
  },
  {
    name: 'rewrite the whole chain',
    attempts: [
      attempt(
        entries,
        /the log was rewritten from its first entry on: anchor [0-9a-f]{7} remembers #\d+ with another hash/,
        disabled(entries),
        disabled(heads),
        `update audit.entries set actor = 'database:somebody'`,
        REHASH,
        ENTRIES_ENABLED,
        HEADS_ENABLED,
      ),
      attempt(
        snapshots,
        /production v1 is not what commit [0-9a-f]{7} compiles to: environment production/,
        disabled(snapshots),
        `do $$
         declare
           snapshot flagforge.snapshots;
           text text;
         begin
           select * into strict snapshot from flagforge.snapshots where version = 1 and environment = 'production';
           text := replace(snapshot.body, '"overrides":"denied"', '"overrides":"allowed"');
           snapshot.content_hash := encode(sha256(convert_to(
             regexp_replace(regexp_replace(regexp_replace(text, '^\\{"commit":"[0-9a-f]*","compiler":"[^"]*","contentHash":"[0-9a-f]*",', '{'),
               ',"hash":"[0-9a-f]*"', ''), ',"overlays":\\[\\]|,"version":1', '', 'g'), 'UTF8')), 'hex');
           snapshot.hash := encode(sha256(convert_to('{"contentHash":"' || snapshot.content_hash || '","overlays":[]}', 'UTF8')), 'hex');
           text := regexp_replace(text, '"contentHash":"[0-9a-f]*"', '"contentHash":"' || snapshot.content_hash || '"');
           text := regexp_replace(text, ',"hash":"[0-9a-f]*"', ',"hash":"' || snapshot.hash || '"');
           update flagforge.snapshots set body = text, content_hash = snapshot.content_hash, hash = snapshot.hash
           where version = 1 and environment = 'production';
         end $$`,
        SNAPSHOTS_ENABLED,
      ),
    ],
  },
];
