/** What the database says of its own schema: everything that protects the log, as facts that can be compared. */
import type { Transaction } from '../database/database.ts';
import { nodeSha256 } from '../project.ts';

/** Facts by their name in words, e.g. `firing of trigger refuse_change of audit.entries` -> `always`. */
export type Catalogue = ReadonlyMap<string, string>;

interface Fact {
  readonly what: string;
  readonly is: string;
}

const SCHEMAS = `('flagforge', 'audit')`;

/** The tables, views and sequences of our schemas. */
const RELATIONS = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname in ${SCHEMAS}`;

const NAME = `n.nspname || '.' || c.relname`;

/** What stands beside a privilege that the owner does not have anyway. PUBLIC is grantee 0. */
const grants = (acl: string, owner: string, on: string): string => `
  'grant of ' || lower(g.privilege_type) || ' on ' || ${on} || ' to '
  || case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee) end as what,
  case when g.is_grantable then 'with grant option' else 'given' end as is_
  from aclexplode(${acl}) g where g.grantee <> ${owner} and g.privilege_type <> 'MAINTAIN'`;

/** Newer servers leave the table's name away in front of a column where there is one table. */
const OWN_NAMES = `'\\m(environments|snapshots|api_keys)\\.'`;

const QUERIES: readonly string[] = [
  `select 'owner of schema ' || nspname as what, pg_get_userbyid(nspowner)::text as is_
   from pg_namespace where nspname in ${SCHEMAS}`,
  `select f.* from pg_namespace n cross join lateral (
     select ${grants('n.nspacl', 'n.nspowner', `'schema ' || n.nspname`)}) f where n.nspname in ${SCHEMAS}`,
  `select case c.relkind when 'r' then 'table ' when 'v' then 'view ' when 'S' then 'sequence ' else 'relation ' end
          || ${NAME} as what, 'kind ' || c.relkind::text || ', ' || c.relpersistence::text as is_
   from ${RELATIONS} where c.relkind not in ('i', 'I', 't', 'c')`,
  `select 'owner of ' || ${NAME} as what, pg_get_userbyid(c.relowner)::text as is_
   from ${RELATIONS} where c.relkind not in ('i', 'I', 't', 'c')`,
  `select 'row-level security of ' || ${NAME} as what,
          case when c.relrowsecurity and c.relforcerowsecurity then 'forced'
               when c.relrowsecurity then 'not forced' else 'off' end as is_
   from ${RELATIONS} where c.relkind = 'r'`,
  `select 'column ' || a.attname || ' of ' || ${NAME} as what,
          concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                    case when a.attidentity <> '' then 'identity ' || a.attidentity::text end,
                    case when a.attgenerated <> '' then 'generated ' || a.attgenerated::text end,
                    'default ' || pg_get_expr(d.adbin, d.adrelid)) as is_
   from ${RELATIONS} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where c.relkind = 'r'`,
  `select 'constraint ' || o.conname || ' of ' || ${NAME} as what,
          pg_get_constraintdef(o.oid) || case when o.convalidated then '' else ' not valid' end as is_
   from ${RELATIONS} join pg_constraint o on o.conrelid = c.oid where o.contype in ('p', 'u', 'f', 'c', 'x')`,
  `select 'trigger ' || t.tgname || ' of ' || ${NAME} as what, pg_get_triggerdef(t.oid) as is_
   from ${RELATIONS} join pg_trigger t on t.tgrelid = c.oid where not t.tgisinternal`,
  `select 'firing of trigger ' || t.tgname || ' of ' || ${NAME} as what,
          case t.tgenabled when 'A' then 'always' when 'D' then 'disabled' when 'R' then 'in replicas only'
                           else 'not always' end as is_
   from ${RELATIONS} join pg_trigger t on t.tgrelid = c.oid where not t.tgisinternal`,
  `select 'rule ' || r.rulename || ' of ' || ${NAME} as what, pg_get_ruledef(r.oid) as is_
   from ${RELATIONS} join pg_rewrite r on r.ev_class = c.oid where r.rulename <> '_RETURN'`,
  `select 'text of view ' || ${NAME} as what,
          coalesce(array_to_string(c.reloptions, ', '), '') || regexp_replace(pg_get_viewdef(c.oid), ${OWN_NAMES}, '', 'g') as is_
   from ${RELATIONS} where c.relkind = 'v'`,
  `select 'table that inherits from ' || ${NAME} as what, i.inhrelid::regclass::text as is_
   from ${RELATIONS} join pg_inherits i on i.inhparent = c.oid where c.relkind in ('r', 'p')`,
  `select 'policy ' || p.polname || ' of ' || ${NAME} as what,
          concat_ws(' ', p.polcmd::text, case when p.polpermissive then 'permissive' else 'restrictive' end,
                    'to', (select string_agg(case when r = 0 then 'public' else pg_get_userbyid(r) end, ', '
                                             order by r = 0, pg_get_userbyid(r)) from unnest(p.polroles) r),
                    'using ' || pg_get_expr(p.polqual, p.polrelid),
                    'check ' || pg_get_expr(p.polwithcheck, p.polrelid)) as is_
   from ${RELATIONS} join pg_policy p on p.polrelid = c.oid`,
  `select f.* from ${RELATIONS} cross join lateral (select ${grants('c.relacl', 'c.relowner', NAME)}) f`,
  `select f.* from ${RELATIONS} join pg_attribute a on a.attrelid = c.oid and a.attacl is not null
   cross join lateral (select ${grants('a.attacl', 'c.relowner', `${NAME} || ' (' || a.attname || ')'`)}) f`,
  // What tables and functions of later migrations would be given without anybody writing it there.
  `select 'default of ' || case d.defaclobjtype when 'f' then 'functions' else 'tables and the like' end || ' by '
          || pg_get_userbyid(d.defaclrole) || ' in ' || coalesce(n.nspname, 'every schema') as what, d.defaclacl::text as is_
   from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
   where n.nspname in ${SCHEMAS} or pg_get_userbyid(d.defaclrole) in ('flagforge_owner', 'flagforge_audit_owner')`,
  `select 'owner of function ' || p.oid::regprocedure as what, pg_get_userbyid(p.proowner)::text as is_
   from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ${SCHEMAS}`,
  `select 'function ' || p.oid::regprocedure as what,
          concat_ws(' ', l.lanname, p.prokind::text, p.provolatile::text,
                    case when p.prosecdef then 'security definer' end, array_to_string(p.proconfig, ' '),
                    pg_get_function_result(p.oid)) || chr(10) || p.prosrc as is_
   from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
   where n.nspname in ${SCHEMAS}`,
  `select f.* from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   cross join lateral (select ${grants(
     `coalesce(p.proacl, acldefault('f', p.proowner))`,
     'p.proowner',
     `'function ' || p.oid::regprocedure`,
   )}) f where n.nspname in ${SCHEMAS}`,
  `select 'attributes of role ' || rolname as what,
          concat_ws(', ', case when rolsuper then 'superuser' end, case when rolcanlogin then 'login' end,
                    case when rolbypassrls then 'bypassrls' end, case when rolcreaterole then 'createrole' end,
                    case when rolcreatedb then 'createdb' end, case when rolreplication then 'replication' end) as is_
   from pg_roles where rolname in ('flagforge_owner', 'flagforge_audit_owner', 'flagforge_publisher',
                                   'flagforge_evaluator', 'flagforge_auditor')`,
];

/** Longer facts are kept as their SHA-256: sources of functions, texts of views. */
const LONGEST_FACT = 200;

/** The facts of both schemas and of the roles that may use them. Every login may read them. */
export async function readCatalogue(tx: Transaction): Promise<Catalogue> {
  const facts = new Map<string, string>();
  for (const sql of QUERIES) {
    const rows = await tx.query<Fact>(`select what, is_ as "is" from (${sql}) facts`);
    for (const { what, is } of rows) facts.set(what, is.length > LONGEST_FACT ? `sha256 ${nodeSha256(is)}` : is);
  }
  return facts;
}
