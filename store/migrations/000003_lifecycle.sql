-- People, and what is done about them. A person is known here by an opaque key; names and addresses stand in identities
-- and person_values alone, so that erasing a person leaves everything else as it was.

create table people (
  id uuid primary key default gen_random_uuid(),
  -- In workflow ids and search attributes: an employee number, or generated. Given once, never changed.
  key text collate "C" not null unique check (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  -- The newest employment.
  episode integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  erased_at timestamptz
);

create table identities (
  person_id uuid not null references people on delete cascade,
  -- A former email or an alias never matches a user by itself.
  kind text not null check (kind in ('work-email', 'former-email', 'alias', 'name')),
  -- Addresses trimmed and in lower case.
  value text collate "C" not null,
  primary key (person_id, kind, value)
);

create index identities_by_value on identities (value, kind);

-- Clear values that ledgers name by a salted hash only.
create table person_values (
  person_id uuid not null references people on delete cascade,
  hash text collate "C" not null,
  salt bytea not null,
  value text not null,
  primary key (person_id, hash),
  unique (person_id, value)
);

-- Which user a person is in an account: found by a run, or said by an operator.
create table links (
  account_id uuid not null references accounts on delete cascade,
  person_id uuid not null references people on delete cascade,
  user_id text collate "C" not null,
  linked_by text not null,
  reason text,
  linked_at timestamptz not null default clock_timestamp(),
  primary key (account_id, person_id),
  unique (account_id, user_id)
);

-- Operators, and what they decided.

create table operators (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  role text not null check (role in ('viewer', 'operator', 'approver', 'admin')),
  -- SHA-256 of the key: keys are random and long, so nothing slower is needed.
  key_hash bytea not null unique,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);

-- Plans, runs and their accounts.

create table batches (
  id uuid primary key default gen_random_uuid(),
  release_at timestamptz not null,
  asked_by text not null,
  reason text,
  created_at timestamptz not null default clock_timestamp()
);

create table runs (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('offboard', 'onboard', 'move', 'suspend', 'access', 'group', 'restore')),
  workflow_id text collate "C" not null unique,
  person_id uuid references people,
  episode integer,
  number integer not null default 1,
  -- An operator's name, or the HR connection and event.
  asked_by text not null,
  reason text,
  asked_at timestamptz not null default clock_timestamp(),
  -- What shall be so in each account; see domain/plan/wanted-state.ts.
  wanted jsonb not null,
  -- Names of the accounts it is limited to; null for all that are connected when it acts.
  only_accounts text[],
  -- The moment it acts, and the day and zone from which it was computed.
  effective_at timestamptz not null,
  effective_day date,
  time_zone text,
  -- What it undoes.
  restores_run_id uuid references runs,
  batch_id uuid references batches,
  stage text not null default 'planned',
  attention text,
  policy_hash text,
  needs_approval boolean not null default false,
  acted_at timestamptz,
  verified_at timestamptz,
  second_look_at timestamptz,
  closed_at timestamptz,
  -- How it ended, in a word.
  outcome text
);

create index runs_by_person on runs (person_id, asked_at desc);
create index runs_by_time on runs (asked_at desc);
create index runs_open on runs (asked_at) where closed_at is null;
create index runs_by_batch on runs (batch_id) where batch_id is not null;

create table run_accounts (
  run_id uuid not null references runs on delete cascade,
  account_id uuid not null,
  -- Kept so that evidence can be read when the account is gone.
  account_name text not null,
  state text not null,
  -- In words for people: why it is held, what was verified.
  detail text,
  user_id text collate "C",
  since timestamptz not null default clock_timestamp(),
  first_attempt_at timestamptz,
  disabled_at timestamptz,
  verified_at timestamptz,
  second_look_at timestamptz,
  second_look text,
  primary key (run_id, account_id)
);

-- For the limit of removals per account and day.
create index run_accounts_by_disabling on run_accounts (account_id, disabled_at) where disabled_at is not null;

-- The plan of a run in an account, as it was last made. A new one takes its place; the ledger keeps all.
create table run_plans (
  run_id uuid not null references runs on delete cascade,
  account_id uuid not null,
  made_at timestamptz not null default clock_timestamp(),
  present jsonb not null,
  plan jsonb not null,
  verdicts jsonb not null,
  -- A hash of what somebody approves.
  weight text not null,
  primary key (run_id, account_id)
);

create table decisions (
  id uuid primary key default gen_random_uuid(),
  run_id uuid not null references runs on delete cascade,
  account_id uuid,
  kind text not null
    check (kind in ('approve', 'reject', 'override', 'retry', 'skip', 'try-now', 'reschedule', 'cancel', 'link', 'give-up')),
  operator_id uuid references operators,
  -- As it was then.
  operator_name text not null,
  reason text not null,
  detail jsonb not null default '{}',
  decided_at timestamptz not null default clock_timestamp()
);

create index decisions_by_run on decisions (run_id, decided_at);

-- One plan at a time for a user in an account. The fence rises with each taker: who holds an older one writes no more.
create table leases (
  account_id uuid not null references accounts on delete cascade,
  -- The user's id, or for somebody without a user the person's id.
  subject text collate "C" not null,
  run_id uuid not null references runs on delete cascade,
  -- 1 offboard, 2 suspend, 3 move, 4 onboard, 5 grant: the smaller goes first.
  precedence integer not null,
  fence bigint not null,
  taken_at timestamptz not null default clock_timestamp(),
  -- A holder that does not renew is taken for dead.
  renewed_at timestamptz not null default clock_timestamp(),
  released_at timestamptz,
  primary key (account_id, subject)
);

-- No writes, in one account or in all (account_id null), while a row is here.
create table freezes (
  id uuid primary key default gen_random_uuid(),
  account_id uuid references accounts on delete cascade,
  frozen_by text not null,
  reason text not null,
  frozen_at timestamptz not null default clock_timestamp()
);

create unique index freezes_by_account on freezes (account_id) nulls not distinct;

-- Evidence: append only. Each row carries the hash of the one before it in its run.
create table ledger (
  run_id uuid not null,
  seq integer not null,
  at timestamptz not null,
  kind text not null,
  account_id uuid,
  step_id text,
  -- Canonical JSON: the hash is over these very bytes. No name, no address: salted hashes of person_values.
  body text not null,
  prev_hash text not null,
  hash text not null,
  primary key (run_id, seq)
);

create index ledger_by_step on ledger (run_id, account_id, step_id);

create table signing_keys (
  id text primary key,
  -- Ed25519, SubjectPublicKeyInfo in PEM.
  public_key text not null,
  -- The private key, sealed by the encryption keys.
  key_id text not null,
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp()
);

-- The signed index of run heads, a chain of its own: a run that is missing leaves a gap.
create table ledger_heads (
  seq bigint primary key,
  run_id uuid not null,
  ledger_seq integer not null,
  ledger_hash text not null,
  at timestamptz not null,
  prev_hash text not null,
  hash text not null,
  signing_key_id text not null references signing_keys,
  signature text not null
);

create index ledger_heads_by_run on ledger_heads (run_id, seq);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The ledger is append only: % of % is refused.', tg_op, tg_table_name;
end
$$;

create trigger ledger_append_only before update or delete or truncate on ledger
  for each statement execute function refuse_change();
create trigger ledger_heads_append_only before update or delete or truncate on ledger_heads
  for each statement execute function refuse_change();
