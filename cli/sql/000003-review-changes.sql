-- Change requests as a forge holds them, and what people said of those of the local forge of `flagforge dev`.
-- On GitHub the request itself lives there; the row says who is behind one that the console's app opened.
set local role flagforge_owner;

alter table flagforge.change_requests
  -- The first change of a project is proposed before anything is published.
  drop constraint change_requests_organization_project_fkey,
  add column forge text not null default 'github' check (forge in ('github', 'local')),
  add column body text not null default '',
  -- Names of branches, and the commit of the base branch that the change was made on.
  add column branch text,
  add column base text,
  add column base_commit text,
  -- What it became on the base branch.
  add column merge_commit text,
  -- Of `author`, who proposed it, as verified then: the name to show, the kind, and the roles that came along.
  add column author_name text not null default '',
  add column author_kind text not null default 'human' check (author_kind in ('human', 'bot')),
  add column claims text[] not null default '{}',
  -- Who merged or closed it.
  add column closed_by text,
  -- Comments that are rewritten in place: {marker: Markdown}.
  add column comments jsonb not null default '{}',
  add column updated_at timestamptz not null default now();
create unique index change_requests_by_merge on flagforge.change_requests (organization, project, merge_commit)
  where merge_commit is not null;

-- Append-only: what was approved stays said of the head that it was said of.
create table flagforge.reviews (
  organization text not null,
  project      text not null,
  number       integer not null,
  id           bigint generated always as identity,
  -- The head that was looked at.
  commit       text not null,
  verdict      text not null check (verdict in ('approved', 'changes-requested', 'commented', 'dismissed')),
  body         text not null default '',
  -- `clerk:user_2sam`, and what was known of them at that time.
  reviewer     text not null,
  reviewer_name text not null default '',
  claims       text[] not null default '{}',
  permission   text not null check (permission in ('admin', 'write', 'read', 'none')),
  at           timestamptz not null default now(),
  primary key (organization, project, number, id),
  foreign key (organization, project, number) references flagforge.change_requests
);

alter table flagforge.reviews enable row level security;
alter table flagforge.reviews force row level security;
create policy own_organizations on flagforge.reviews to flagforge_owner, flagforge_publisher, flagforge_auditor
  using (organization = any ((select flagforge.own_organizations())::text[]))
  with check (organization = any ((select flagforge.own_organizations())::text[]));
create trigger refuse_row_change before update or delete on flagforge.reviews
  for each row execute function flagforge.refuse_change();
create trigger refuse_change before update or delete or truncate on flagforge.reviews
  for each statement execute function flagforge.refuse_change();
alter table flagforge.reviews enable always trigger refuse_row_change;
alter table flagforge.reviews enable always trigger refuse_change;

grant select on flagforge.reviews to flagforge_publisher, flagforge_auditor;
-- Not id and at, which are the database's to say; and nobody takes the place of who proposed a change.
grant insert (organization, project, number, commit, verdict, body, reviewer, reviewer_name, claims, permission)
  on flagforge.reviews to flagforge_publisher;
grant insert (forge, body, branch, base, base_commit, author_name, author_kind, claims)
  on flagforge.change_requests to flagforge_publisher;
grant update (body, merge_commit, closed_by, comments, updated_at) on flagforge.change_requests to flagforge_publisher;

reset role;
