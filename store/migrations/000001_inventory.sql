-- Accounts and what is known of them.

create table accounts (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  base_url text not null,
  organization_id text not null unique,
  access text not null default 'read' check (access in ('read', 'write')),
  state text not null default 'active' check (state in ('active', 'paused', 'stopped')),
  state_reason text,
  timing jsonb not null,
  -- The email of the user whose token we use; null when unknown.
  token_owner_email text,
  -- As probed: Retool's version text, its features, the scopes that were found, the plan where it could be told.
  retool_version text,
  features jsonb not null,
  scopes jsonb not null,
  probed_at timestamptz not null,
  -- Null means Retool's own limit.
  rate_limit jsonb,
  internal_domains text[] not null default '{}',
  ignore_seat_type boolean not null default false,
  -- Facts of the last applied sync, so that a list can say as of when it is true.
  synced_at timestamptz,
  everyone_may_edit boolean not null default false,
  created_at timestamptz not null default now()
);

create table credentials (
  account_id uuid primary key references accounts on delete cascade,
  kind text not null check (kind in ('stored', 'env', 'file')),
  -- Name of the variable or path of the file.
  reference text,
  key_id text,
  sealed bytea,
  -- First 16 hex digits of the token's SHA-256: tells that a token changed, reveals nothing else.
  fingerprint text not null,
  -- The fingerprint for which the pinned organization was last confirmed.
  confirmed_fingerprint text,
  changed_at timestamptz not null default now(),
  check ((kind = 'stored') = (sealed is not null and key_id is not null)),
  check ((kind = 'stored') = (reference is null))
);

-- Syncs.

create table sync_runs (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references accounts on delete cascade,
  workflow_id text not null,
  workflow_run_id text not null,
  state text not null default 'reading'
    check (state in ('reading', 'comparing', 'applied', 'held', 'failed', 'rejected', 'superseded')),
  opened_at timestamptz not null default clock_timestamp(),
  -- When the reading of Retool ended: the inventory is true as of then.
  read_at timestamptz,
  closed_at timestamptz,
  baseline boolean not null default false,
  -- Progress while it reads, final numbers afterwards.
  counts jsonb not null default '{}',
  -- Why it was held, or failed (a FailureType and a sentence).
  reasons text[] not null default '{}',
  failure_type text,
  -- Who settled a held run, and when.
  reviewed_by text,
  unique (workflow_id, workflow_run_id)
);

create index sync_runs_by_account on sync_runs (account_id, opened_at desc);

-- The inventory.

create table users (
  account_id uuid not null references accounts on delete cascade,
  -- Retool's own id, user_…
  id text not null,
  legacy_id bigint,
  email text not null,
  first_name text,
  last_name text,
  active boolean not null,
  is_admin boolean not null,
  user_type text not null,
  seat_type text,
  two_factor_auth_enabled boolean,
  created_at timestamptz,
  last_active timestamptz,
  licence text check (licence in ('builder', 'standard', 'external')),
  licence_rule text not null,
  licence_confidence text not null,
  first_seen_at timestamptz not null,
  primary key (account_id, id)
);

create index users_by_email on users (lower(email), account_id, id);

create table groups (
  account_id uuid not null references accounts on delete cascade,
  -- Retool's numeric group id.
  id bigint not null,
  name text not null,
  universal_app_access text,
  universal_resource_access text,
  universal_workflow_access text,
  universal_query_library_access text,
  -- The boolean rights of the group, by Retool's field name.
  flags jsonb not null default '{}',
  primary key (account_id, id)
);

create table memberships (
  account_id uuid not null,
  group_id bigint not null,
  user_id text not null,
  is_group_admin boolean not null,
  primary key (account_id, group_id, user_id),
  foreign key (account_id) references accounts on delete cascade
);

create index memberships_by_user on memberships (account_id, user_id);

create table invites (
  account_id uuid not null references accounts on delete cascade,
  id bigint not null,
  invited_email text not null,
  invited_by text,
  user_type text,
  created_at timestamptz,
  expires_at timestamptz,
  claimed_at timestamptz,
  primary key (account_id, id)
);

-- The change feed. `subject` is the user's or group's id or the invite's; `detail` holds before and after.
create table changes (
  id bigint generated always as identity primary key,
  account_id uuid not null references accounts on delete cascade,
  sync_run_id uuid not null references sync_runs on delete cascade,
  seen_at timestamptz not null,
  kind text not null,
  user_id text,
  group_id bigint,
  invite_id bigint,
  -- Names as they were then, so that the feed can be read when the row is gone.
  label text,
  detail jsonb not null default '{}'
);

create index changes_by_account on changes (account_id, id desc);
create index changes_by_time on changes (seen_at desc, id desc);

-- Staging: what a run read, before it is compared. Unlogged: quick, and emptied by a crash, which the counts reveal.

create unlogged table staging_users (
  run_id uuid not null,
  part integer not null,
  id text not null,
  legacy_id bigint,
  email text not null,
  first_name text,
  last_name text,
  active boolean not null,
  is_admin boolean not null,
  user_type text not null,
  seat_type text,
  two_factor_auth_enabled boolean,
  created_at timestamptz,
  last_active timestamptz
);

create unlogged table staging_groups (
  run_id uuid not null,
  part integer not null,
  id bigint not null,
  name text not null,
  universal_app_access text,
  universal_resource_access text,
  universal_workflow_access text,
  universal_query_library_access text,
  flags jsonb not null
);

create unlogged table staging_memberships (
  run_id uuid not null,
  part integer not null,
  group_id bigint not null,
  user_id text not null,
  is_group_admin boolean not null
);

create unlogged table staging_invites (
  run_id uuid not null,
  part integer not null,
  id bigint not null,
  invited_email text not null,
  invited_by text,
  user_type text,
  created_at timestamptz,
  expires_at timestamptz,
  claimed_at timestamptz
);

-- The rate budget of an account: a sliding window over send times, shared by all workers.

create table rate_budgets (
  account_id uuid primary key references accounts on delete cascade,
  -- After a 429: nothing is sent before this instant …
  closed_until timestamptz,
  -- … and afterwards only this share of the limit, growing back to 1.
  throttle double precision not null default 1,
  throttled_at timestamptz
);

create table rate_spends (
  id bigint generated always as identity primary key,
  account_id uuid not null references rate_budgets on delete cascade,
  lane text not null check (lane in ('people', 'bulk')),
  points integer not null,
  -- The points count against the limit until then.
  counts_until timestamptz not null
);

create index rate_spends_by_account on rate_spends (account_id, counts_until);
