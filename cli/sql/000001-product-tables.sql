-- The product's data. Postgres is the truth; Redis and KeyValueStore hold copies of it.
-- The schema has one owner, the CLI: `flagforge migrate` runs these files, and none is edited once it is released.
-- Every table has `organization`, and row-level security lets a login see the organisations that it is mapped to.

create schema flagforge authorization flagforge_owner;
set local role flagforge_owner;

-- Which organisations a login may work for. `session_user` is looked up here, never a setting that SQL text can choose.
create table flagforge.organization_logins (
  login        text not null,
  organization text not null,
  primary key (login, organization)
);

create table flagforge.migrations (
  number      integer primary key,
  name        text not null,
  -- SHA-256 of the file, lower-case hex.
  hash        text not null,
  -- True: a program that does not know this migration must not run on the schema.
  is_breaking boolean not null,
  applied_at  timestamptz not null default now()
);

create table flagforge.projects (
  organization text not null,
  project      text not null,
  -- `git`: published from a repository. `dev`: made by `flagforge dev`, which approves its own files; never mixed.
  origin       text not null check (origin in ('git', 'dev')),
  -- Folder of the project in its repository, with `/`, '' for the root.
  directory    text not null,
  created_at   timestamptz not null default now(),
  primary key (organization, project)
);

-- What each environment serves now. `version` 0: nothing was published yet.
create table flagforge.environments (
  organization text not null,
  project      text not null,
  environment  text not null,
  version      integer not null default 0 check (version >= 0),
  -- The commit whose content is served, and the newest one that was published: a rollback sets them apart.
  commit       text,
  tip          text,
  content_hash text,
  hash         text,
  -- The policy of the newest published commit: {approvals, approvers, breakGlass, people, access}.
  policy       jsonb,
  -- The head of the audit chain right after the last change here; evaluators remember it.
  audit_seq    bigint,
  audit_hash   text,
  keys_version integer not null default 0,
  published_at timestamptz,
  primary key (organization, project, environment),
  foreign key (organization, project) references flagforge.projects
);

-- Every version that was ever served, whole, append-only.
create table flagforge.snapshots (
  organization text not null,
  project      text not null,
  environment  text not null,
  version      integer not null check (version >= 1),
  action       text not null check (action in ('publish', 'rollback', 'kill', 'revive', 'hold', 'release')),
  commit       text not null,
  tip          text not null,
  directory    text not null,
  content_hash text not null,
  hash         text not null,
  -- The snapshot's canonical text (RFC 8785), with version, commit, overlays and, where it is signed, `signature`.
  body         text not null,
  compiler     text not null,
  -- [{person, identity, commit, request}]
  approvals    jsonb not null default '[]',
  -- True: published by break-glass, without the approvals that the environment asks for.
  is_unapproved boolean not null default false,
  reason       text,
  actor        text not null,
  person       text,
  created_at   timestamptz not null default now(),
  primary key (organization, project, environment, version),
  foreign key (organization, project, environment) references flagforge.environments
);

-- One row for each flag of what is served now, for those who ask in SQL. Derived from the snapshot, never read back.
create table flagforge.feature_flags (
  organization text not null,
  project      text not null,
  environment  text not null,
  flag         text not null,
  type         text not null,
  enabled      boolean not null,
  killed       boolean not null,
  client       boolean not null,
  -- [{name, value}] in the flag's order
  variants     jsonb not null,
  off_variant  text not null,
  targets      jsonb not null,
  default_outcome jsonb,
  requires     jsonb not null,
  schedule     jsonb not null,
  -- The version that last changed it.
  version      integer not null,
  primary key (organization, project, environment, flag),
  foreign key (organization, project, environment) references flagforge.environments
);

create table flagforge.targeting_rules (
  organization text not null,
  project      text not null,
  environment  text not null,
  flag         text not null,
  -- From 1; the first that matches wins.
  priority     integer not null check (priority >= 1),
  name         text,
  conditions   jsonb not null,
  -- Exactly one of the two.
  serve        text,
  rollout      jsonb,
  primary key (organization, project, environment, flag, priority),
  foreign key (organization, project, environment, flag) references flagforge.feature_flags on delete cascade,
  check ((serve is null) <> (rollout is null))
);

create table flagforge.change_requests (
  organization text not null,
  project      text not null,
  number       integer not null,
  title        text not null,
  url          text,
  -- open, merged, closed
  state        text not null check (state in ('open', 'merged', 'closed')),
  head         text,
  author       text not null,
  person       text,
  opened_at    timestamptz not null default now(),
  closed_at    timestamptz,
  primary key (organization, project, number),
  foreign key (organization, project) references flagforge.projects
);

-- SHA-256 hashes only; a secret is shown once and kept nowhere.
create table flagforge.api_keys (
  organization text not null,
  project      text not null,
  environment  text not null,
  -- Public name of the key, part of its text, e.g. `k7f3q2ab`.
  id           text not null,
  kind         text not null check (kind in ('server', 'client')),
  hash         text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  name         text,
  -- null: any origin
  origins      text[],
  created_by   text not null,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  -- The key that took this one's place.
  rotated_to   text,
  primary key (organization, project, environment, id),
  foreign key (organization, project, environment) references flagforge.environments
);

-- What still has to reach a target. Written in the publishing transaction; a row is a reminder, the state itself is
-- read from the tables when it is delivered, so that a late row can never carry something old.
create table flagforge.outbox (
  id           bigint generated always as identity primary key,
  organization text not null,
  project      text not null,
  -- null for an anchor, which is of the whole organisation
  environment  text,
  target       text not null check (target in ('redis', 'edge', 'anchor')),
  document     text not null check (document in ('snapshot', 'keys', 'anchor')),
  version      bigint not null,
  created_at   timestamptz not null default now(),
  attempts     integer not null default 0,
  last_error   text,
  done_at      timestamptz
);
create index outbox_waiting on flagforge.outbox (organization, project, id) where done_at is null;

-- Which organisations the login of this session works for; the setting narrows it to one and never adds one.
-- Definer rights, because nobody may read the table itself.
create function flagforge.own_organizations() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(organization), '{}')
  from flagforge.organization_logins
  where login = session_user
    and coalesce(current_setting('flagforge.organization', true), '') in ('', organization)
$$;

-- Forced, so that the owner is held to them too. Each policy names the roles that it is for: nobody else sees a row.
do $$
declare
  name text;
begin
  foreach name in array array['projects', 'environments', 'snapshots', 'feature_flags', 'targeting_rules',
                              'change_requests', 'api_keys', 'outbox'] loop
    execute format('alter table flagforge.%I enable row level security', name);
    execute format('alter table flagforge.%I force row level security', name);
    -- (select ...) makes it one call a statement instead of one a row.
    execute format('create policy own_organizations on flagforge.%I to flagforge_owner, flagforge_publisher, flagforge_auditor
                      using (organization = any ((select flagforge.own_organizations())::text[]))
                      with check (organization = any ((select flagforge.own_organizations())::text[]))', name);
  end loop;
end
$$;

-- The mapping is made by `flagforge migrate`, as an administrator; the owner reads it for the function above.
alter table flagforge.organization_logins enable row level security;
alter table flagforge.organization_logins force row level security;
create policy mapping_is_read on flagforge.organization_logins for select to flagforge_owner using (true);
create policy mapping_is_made on flagforge.organization_logins for insert to flagforge_owner with check (true);
create policy mapping_is_ended on flagforge.organization_logins for delete to flagforge_owner using (true);

-- Which files were applied is no organisation's data, and every program asks before it begins.
alter table flagforge.migrations enable row level security;
alter table flagforge.migrations force row level security;
create policy everyone_asks on flagforge.migrations for select using (true);
create policy owner_records on flagforge.migrations for insert to flagforge_owner with check (true);

-- What was served stays as it was served.
create function flagforge.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception '%.% is append-only: % is refused for everyone, its owner and superusers too',
    tg_table_schema, tg_table_name, tg_op using errcode = '42501';
end
$$;
create trigger refuse_row_change before update or delete on flagforge.snapshots
  for each row execute function flagforge.refuse_change();
create trigger refuse_change before update or delete or truncate on flagforge.snapshots
  for each statement execute function flagforge.refuse_change();
alter table flagforge.snapshots enable always trigger refuse_row_change;
alter table flagforge.snapshots enable always trigger refuse_change;

-- What evaluators see: what is served now, and the keys that hold. They read the tables with their owner's rights,
-- and the tables' policies ask for the login of the session all the same.
create view flagforge.current_versions with (security_barrier) as
  select organization, project, environment, version, hash, commit, keys_version, audit_seq, audit_hash
  from flagforge.environments;

create view flagforge.current_snapshots with (security_barrier) as
  select organization, project, environment, version, s.hash, s.commit, s.body, e.audit_seq, e.audit_hash
  from flagforge.environments e
  join flagforge.snapshots s using (organization, project, environment, version);

create view flagforge.current_keys with (security_barrier) as
  select organization, project, environment, e.keys_version, k.id, k.kind, k.hash, k.origins, k.expires_at
  from flagforge.environments e
  join flagforge.api_keys k using (organization, project, environment)
  -- Clocks differ: whoever evaluates compares `expires_at` with its own, this only leaves out what is long over.
  where k.revoked_at is null and (k.expires_at is null or k.expires_at > now() - interval '1 day');

-- Nobody has a right that is not written here.
revoke all on all functions in schema flagforge from public;
grant execute on function flagforge.own_organizations() to flagforge_publisher, flagforge_evaluator, flagforge_auditor;
grant usage on schema flagforge to flagforge_publisher, flagforge_evaluator, flagforge_auditor;
grant select on flagforge.migrations to flagforge_publisher, flagforge_evaluator, flagforge_auditor;
grant select on flagforge.current_versions, flagforge.current_snapshots, flagforge.current_keys to flagforge_evaluator;
grant select on flagforge.projects, flagforge.environments, flagforge.snapshots, flagforge.feature_flags,
  flagforge.targeting_rules, flagforge.change_requests, flagforge.api_keys, flagforge.outbox
  to flagforge_publisher, flagforge_auditor;

-- By columns: what a row is about is never changed, and when it was written is the database's to say.
grant insert on flagforge.environments, flagforge.feature_flags, flagforge.targeting_rules, flagforge.api_keys
  to flagforge_publisher;
grant insert (organization, project, origin, directory) on flagforge.projects to flagforge_publisher;
grant insert (organization, project, environment, version, action, commit, tip, directory, content_hash, hash, body,
              compiler, approvals, is_unapproved, reason, actor, person)
  on flagforge.snapshots to flagforge_publisher;
grant insert (organization, project, number, title, url, state, head, author, person) on flagforge.change_requests
  to flagforge_publisher;
grant insert (organization, project, environment, target, document, version) on flagforge.outbox to flagforge_publisher;
grant update (directory) on flagforge.projects to flagforge_publisher;
grant update (version, commit, tip, content_hash, hash, policy, audit_seq, audit_hash, keys_version, published_at)
  on flagforge.environments to flagforge_publisher;
grant update (title, url, state, head, closed_at) on flagforge.change_requests to flagforge_publisher;
grant update (name, origins, expires_at, revoked_at, rotated_to) on flagforge.api_keys to flagforge_publisher;
grant update (attempts, last_error, done_at) on flagforge.outbox to flagforge_publisher;
-- Only what is derived may go.
grant delete on flagforge.feature_flags, flagforge.targeting_rules to flagforge_publisher;

reset role;
