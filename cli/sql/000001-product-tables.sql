-- The product's data. Postgres is the truth; Redis and KeyValueStore hold copies of it.
-- The schema has one owner, the CLI: `flagforge migrate` runs these files, and none is edited once it is released.
-- Every table has `organization`, and row-level security lets a login see the organisations that it is mapped to.

create schema flagforge;

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
