-- The audit log: append-only, one hash chain for each organisation.

create schema audit;

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
  id             uuid not null default gen_random_uuid(),
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
