-- What HR systems and identity providers send: from where, by which secret, and every delivery until it is decided on.

create table hr_connections (
  id uuid primary key default gen_random_uuid(),
  -- Last part of its URL: 192 random bits. Whoever sends needs a secret as well.
  hook_id text collate "C" not null unique check (length(hook_id) >= 22),
  name text collate "C" not null,
  -- How the sender speaks; see hr/adapters.ts.
  adapter text not null,
  -- For the configurable adapter: its YAML file as it was given.
  definition text,
  source_kind text not null check (source_kind in ('hr', 'idp')),
  -- IANA zone of workers whose own is not known; null: the policy's default.
  time_zone text,
  termination_date_means text not null check (termination_date_means in ('last_day', 'first_day_off')),
  -- IANA zones by the sender's name of a location or by ISO country.
  locations jsonb not null default '{}',
  -- The sender's own id of the company.
  tenant text,
  -- Silence for longer is an alarm.
  expected_every_ms bigint check (expected_every_ms > 0),
  created_at timestamptz not null default clock_timestamp(),
  -- Deliveries are stored meanwhile, and wait.
  paused_at timestamptz,
  pause_reason text,
  -- Last authentic delivery, also a repeated one; to the minute.
  last_delivery_at timestamptz,
  -- Why somebody who knew the URL was refused last, for those who set the sender up.
  last_refused_at timestamptz,
  last_refusal text,
  -- Its row stays, because facts about people name it; URL, secrets and bodies do not.
  removed_at timestamptz
);

create unique index hr_connections_by_name on hr_connections (name) where removed_at is null;

create table hr_secrets (
  id uuid primary key default gen_random_uuid(),
  connection_id uuid not null references hr_connections on delete cascade,
  key_id text not null,
  sealed bytea not null,
  not_before timestamptz not null default clock_timestamp(),
  -- Null: in force until it is replaced.
  not_after timestamptz,
  last_used_at timestamptz
);

create index hr_secrets_by_connection on hr_secrets (connection_id);

-- The inbox. A row is written before the sender is answered, and only for what was authentic. It stays for good, so that
-- what comes again is known again; the body and what it says go after 35 days.
create table hr_events (
  id bigint generated always as identity primary key,
  connection_id uuid not null references hr_connections on delete cascade,
  -- Hash of the sender's id of the message, else of the body.
  delivery_key text collate "C" not null,
  state text not null
    check (state in ('pending', 'done', 'quarantined', 'held', 'discarded', 'test')),
  -- Why it is where it is: a path and a rule, or an operator's words; nothing of the body.
  reason text,
  received_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  -- Types of its events, for lists.
  types text[] not null default '{}',
  -- The secret that fitted, and whether an old message sent again would have been refused.
  secret_id uuid,
  is_replay_protected boolean,
  -- Whether an operator let it pass the breaker.
  is_released boolean not null default false,
  -- The canonical events, sealed; null when there are none or they are gone.
  events_key_id text,
  events bytea,
  -- The request as it came in, sealed; null when it is gone.
  raw_key_id text,
  raw bytea,
  unique (connection_id, delivery_key)
);

create index hr_events_pending on hr_events (id) where state = 'pending';
create index hr_events_to_look_at on hr_events (connection_id, id) where state in ('quarantined', 'held');
create index hr_events_with_body on hr_events (received_at) where raw is not null or events is not null;

-- More endings than usual from one connection stop the rest of them. A row of its own, because intake locks it.
create table hr_breakers (
  connection_id uuid primary key references hr_connections on delete cascade,
  opened_at timestamptz,
  reason text,
  -- What passed before is not counted again.
  released_at timestamptz,
  released_by text,
  release_reason text
);

-- Endings and suspensions that passed: one row a worker, with the newest.
create table hr_passed_endings (
  connection_id uuid not null references hr_connections on delete cascade,
  -- Who ends, by an opaque id.
  subject text collate "C" not null,
  passed_at timestamptz not null default clock_timestamp(),
  primary key (connection_id, subject)
);

create index hr_passed_endings_by_time on hr_passed_endings (connection_id, passed_at);
