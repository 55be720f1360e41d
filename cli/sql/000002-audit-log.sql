-- The audit log: append-only, one hash chain for each organisation.
-- Two halves make it safe. What a role may not do ends with an error (grants, row-level security, triggers that nobody's
-- session setting turns off). What a superuser can still do shows in `flagforge audit verify`, which trusts nothing here.

-- The trigger below asks which organisations a login may write for, as the owner of this schema.
set local role flagforge_owner;
grant usage on schema flagforge to flagforge_audit_owner;
grant select on flagforge.organization_logins to flagforge_audit_owner;
create policy audit_owner_reads on flagforge.organization_logins for select to flagforge_audit_owner using (true);
reset role;

create schema audit authorization flagforge_audit_owner;
set local role flagforge_audit_owner;

-- The end of each chain: the row that a writer locks.
create table audit.heads (
  organization text primary key,
  seq          bigint not null,
  hash         text not null
);

-- One entry for each thing whose state changed in one version of one environment.
create table audit.entries (
  organization   text not null,
  seq            bigint not null,
  id             uuid not null,
  project        text not null,
  environment    text,
  -- The snapshot version that this change is part of; null where no snapshot changes (keys).
  version        integer,
  -- publish, rollback, kill, revive, hold, release, key_create, key_rotate, key_revoke
  action         text not null,
  -- What changed: flag, segment, group, environment (unit, overrides, format), kill, hold, key.
  subject        text not null,
  -- The flag's key for subjects flag and kill, else null.
  flag           text,
  -- The name of the segment, the group, the key; else null.
  name           text,
  -- Canonical JSON text; null: it was not there. `json` keeps the text byte by byte.
  old_state      json,
  new_state      json,
  commit         text,
  change_request text,
  -- [{person, identity, commit, request}]
  approvals      json not null default '[]',
  is_unapproved  boolean not null default false,
  reason         text,
  compiler       text not null,
  -- Who: `database:sam`, `github:samortiz`, `clerk:user_2sam`, `local:dev`; and the person that `people` maps it to.
  actor          text not null,
  person         text,
  -- Set by the database, whatever is given: session_user, the transaction's time, the chain.
  login          text not null,
  at             timestamptz not null,
  previous_hash  text not null,
  hash           text not null,
  primary key (organization, seq),
  unique (organization, previous_hash)
);
-- For `audit log --flag`.
create index entries_by_flag on audit.entries (organization, flag, seq) where flag is not null;
-- For the number of kills within an hour.
create index kills on audit.entries (organization, at) where action = 'kill';

-- SHA-256 over the fields as netstrings, `<bytes>:<text>,`, `-,` for null: no two lists of fields have the same bytes.
create function audit.hash_of(entry audit.entries) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp
as $$
declare
  field text;
  hashed text := '';
begin
  foreach field in array array[
    entry.previous_hash, entry.organization, entry.seq::text, entry.id::text, entry.project, entry.environment,
    entry.version::text, entry.action, entry.subject, entry.flag, entry.name, entry.old_state::text,
    entry.new_state::text, entry.commit, entry.change_request, entry.approvals::text, entry.is_unapproved::text,
    entry.reason, entry.compiler, entry.actor, entry.person, entry.login,
    to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  ] loop
    hashed := hashed || coalesce(octet_length(convert_to(field, 'UTF8'))::text || ':' || field, '-') || ',';
  end loop;
  return encode(sha256(convert_to(hashed, 'UTF8')), 'hex');
end
$$;

-- Numbers, dates, signs for and chains an entry, whatever was given. Reads the last entry by the primary key: rows that
-- this statement inserted before are seen, so that the head, which is locked here, moves once for each statement
-- (moving it for each row takes ten times as long for 10,000 rows, because its dead versions pile up).
create function audit.chain_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  head audit.heads;
  last audit.entries;
begin
  -- Row-level security says so too, but not to a role that bypasses it.
  if not exists (
    select from flagforge.organization_logins where login = session_user and organization = new.organization
  ) then
    raise exception 'login "%" is not mapped to organization "%": the audit log takes nothing from it', session_user, new.organization
      using errcode = '42501', hint = 'an administrator maps it: flagforge migrate --publisher <login>';
  end if;
  select * into head from audit.heads where organization = new.organization for update;
  if not found then
    insert into audit.heads (organization, seq, hash) values (new.organization, 0, repeat('0', 64))
    on conflict do nothing;
    select * into strict head from audit.heads where organization = new.organization for update;
  end if;
  select * into last from audit.entries where organization = new.organization order by seq desc limit 1;
  -- Where entries are missing at the end, the head still knows: the gap stays to be seen.
  if last.seq > head.seq then
    head.seq := last.seq;
    head.hash := last.hash;
  end if;
  new.seq := head.seq + 1;
  new.previous_hash := head.hash;
  new.id := gen_random_uuid();
  new.login := session_user;
  -- A transaction may begin before another and commit after it.
  new.at := greatest(transaction_timestamp(), last.at);
  new.hash := audit.hash_of(new);
  return new;
end
$$;

-- Moves the heads to the ends of what a statement inserted.
create function audit.move_heads() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update audit.heads head set seq = last.seq, hash = last.hash
  from (select distinct on (organization) organization, seq, hash from inserted order by organization, seq desc) last
  where head.organization = last.organization;
  return null;
end
$$;

-- A head begins at nothing and is always the last entry, whoever writes it.
create function audit.check_head() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  last audit.entries;
begin
  select * into last from audit.entries where organization = new.organization order by seq desc limit 1;
  if tg_op = 'INSERT' then
    if last.seq is null and new.seq = 0 and new.hash = repeat('0', 64) then
      return new;
    end if;
  elsif new.organization = old.organization and new.seq > old.seq and new.seq = last.seq and new.hash = last.hash then
    return new;
  end if;
  raise exception 'the head of the audit log of "%" is moved by its entries alone', new.organization
    using errcode = '42501';
end
$$;

create function audit.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'the audit log is append-only: % of %.% is refused for everyone, its owner and superusers too',
    tg_op, tg_table_schema, tg_table_name
    using errcode = '42501', hint = 'nothing was changed; flagforge audit verify proves it';
end
$$;

create trigger chain_entry before insert on audit.entries
  for each row execute function audit.chain_entry();
create trigger move_heads after insert on audit.entries
  referencing new table as inserted for each statement execute function audit.move_heads();
-- Per statement, because an UPDATE that row-level security shows no row says `UPDATE 0` otherwise; and per row, so that
-- no way of writing that skips the one is without the other.
create trigger refuse_change before update or delete or truncate on audit.entries
  for each statement execute function audit.refuse();
create trigger refuse_row_change before update or delete on audit.entries
  for each row execute function audit.refuse();
create trigger check_head before insert or update on audit.heads
  for each row execute function audit.check_head();
create trigger refuse_removal before delete or truncate on audit.heads
  for each statement execute function audit.refuse();
create trigger refuse_row_removal before delete on audit.heads
  for each row execute function audit.refuse();
-- ALWAYS: `session_replication_role` does not turn them off.
alter table audit.entries enable always trigger chain_entry;
alter table audit.entries enable always trigger move_heads;
alter table audit.entries enable always trigger refuse_change;
alter table audit.entries enable always trigger refuse_row_change;
alter table audit.heads enable always trigger check_head;
alter table audit.heads enable always trigger refuse_removal;
alter table audit.heads enable always trigger refuse_row_removal;

alter table audit.entries enable row level security;
alter table audit.entries force row level security;
alter table audit.heads enable row level security;
alter table audit.heads force row level security;

-- The sub-select is worked out once for a statement, not for each row.
create policy own_organizations on audit.entries for select to flagforge_publisher, flagforge_auditor
  using (organization = any ((select flagforge.own_organizations())::text[]));
create policy own_organizations_append on audit.entries for insert to flagforge_publisher
  with check (organization = any ((select flagforge.own_organizations())::text[]));
create policy own_organizations on audit.heads for select to flagforge_publisher, flagforge_auditor
  using (organization = any ((select flagforge.own_organizations())::text[]));
-- The functions above run as the owner.
create policy chain_reads on audit.entries for select to flagforge_audit_owner using (true);
create policy chain_reads on audit.heads for select to flagforge_audit_owner using (true);
create policy chain_begins on audit.heads for insert to flagforge_audit_owner with check (true);
create policy chain_moves on audit.heads for update to flagforge_audit_owner using (true);

revoke all on all functions in schema audit from public;
grant usage on schema audit to flagforge_publisher, flagforge_auditor;
grant select on audit.entries, audit.heads to flagforge_publisher, flagforge_auditor;
-- Not seq, id, login, at nor the hashes.
grant insert (organization, project, environment, version, action, subject, flag, name, old_state, new_state, commit,
              change_request, approvals, is_unapproved, reason, compiler, actor, person)
  on audit.entries to flagforge_publisher;

reset role;
