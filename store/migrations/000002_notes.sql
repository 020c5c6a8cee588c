-- Notes of access tokens and workflows: who made them, for the day that person leaves. They are no part of the
-- comparison and of the change feed, and the token of an account may not be allowed to read them.

create table token_notes (
  account_id uuid not null references accounts on delete cascade,
  id text collate "C" not null,
  label text not null,
  -- The last four characters of the secret: all that Retool shows of it.
  last4 text not null,
  -- legacy_id of the user who made it.
  owner_legacy_id bigint,
  scopes text[] not null,
  created_at timestamptz,
  primary key (account_id, id)
);

create table workflow_notes (
  account_id uuid not null references accounts on delete cascade,
  id text collate "C" not null,
  name text not null,
  -- legacy_id of the user who made it.
  created_by_legacy_id bigint,
  -- Its schedule, and the zone in which that is meant; null without one.
  crontab text,
  timezone text,
  -- Null where Retool does not say.
  is_enabled boolean,
  primary key (account_id, id)
);

-- When the notes that are kept were read; null when they cannot be, and then why.
alter table accounts
  add tokens_read_at timestamptz,
  add tokens_unread_reason text,
  add workflows_read_at timestamptz,
  add workflows_unread_reason text;

-- What a run read of them, until it is applied. One row for a kind: there are few notes, and an ordinary table keeps
-- them through a crash, so that nobody has to count them.
create table staged_notes (
  sync_run_id uuid not null references sync_runs on delete cascade,
  kind text not null check (kind in ('tokens', 'workflows')),
  -- An array of rows of the table of that kind, without account_id; null when they could not be read.
  notes jsonb,
  unread_reason text,
  read_at timestamptz not null default clock_timestamp(),
  primary key (sync_run_id, kind),
  check ((notes is null) = (unread_reason is not null))
);
