-- What HR and identity providers say of people, what follows from it, and the commands to Temporal that wait.

alter table people
  -- The newest one that HR named; people know it.
  add column employee_number text collate "C",
  -- What rules look at, as it is now; see domain/people/person-attributes.ts.
  add column attributes jsonb not null default '{}',
  -- What follows from all claims; null for somebody of whom HR never spoke. See domain/people/person-state.ts.
  add column state jsonb,
  -- First and last moment of the employment in force; null where it is not known or not so.
  add column starts_at timestamptz,
  add column ends_at timestamptz,
  add column suspended_at timestamptz,
  -- Attributes of which everything that follows was done: {"at": …, "attributes": {…}}.
  add column served jsonb,
  -- What somebody has to decide about this person.
  add column attention text[] not null default '{}',
  add column attention_since timestamptz,
  -- When the clock alone may change what follows from the claims.
  add column reconsider_at timestamptz,
  -- An operator or a later fact said that this was somebody known already: everything said of them went there.
  add column joined_into uuid references people;

create index people_by_employee_number on people (employee_number) where employee_number is not null;
create index people_with_attention on people (attention_since) where attention <> '{}';
create index people_to_reconsider on people (reconsider_at) where reconsider_at is not null;

-- Every fact about a person, as it was said. What is true of the person is computed from all of them.
create table hr_claims (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references people on delete cascade,
  -- Of whom it came. What a connection said stays when the connection is removed.
  connection_id uuid not null,
  source_kind text not null check (source_kind in ('hr', 'idp')),
  event_id text not null,
  -- Of the whole event: one id with another content is another claim.
  event_hash text not null,
  observed_at timestamptz not null,
  type text not null,
  event jsonb not null,
  -- The delivery that brought it.
  hr_event_id bigint,
  added_at timestamptz not null default clock_timestamp(),
  unique (connection_id, event_id, event_hash)
);

create index hr_claims_by_person on hr_claims (person_id, observed_at);

-- Who is who: a worker of a connection is this person.
create table person_sources (
  connection_id uuid not null,
  external_id text collate "C" not null,
  person_id uuid not null references people on delete cascade,
  -- How it was found out, or the operator who said so.
  linked_by text not null,
  linked_at timestamptz not null default clock_timestamp(),
  primary key (connection_id, external_id)
);

create index person_sources_by_person on person_sources (person_id);

-- Ids of people at identity providers, whichever connection named them.
create table person_provider_ids (
  provider text collate "C" not null,
  provider_id text collate "C" not null,
  person_id uuid not null references people on delete cascade,
  primary key (provider, provider_id)
);

create index person_provider_ids_by_person on person_provider_ids (person_id);

-- What an operator decided about facts that contradict each other.
create table settlements (
  person_id uuid not null references people on delete cascade,
  -- The contradiction: its kind and the claim that made it.
  conflict text not null,
  choice text not null check (choice in ('apply', 'ignore')),
  operator_name text not null,
  reason text not null,
  decided_at timestamptz not null default clock_timestamp(),
  primary key (person_id, conflict)
);

-- Full lists of people from HR systems that send no events.
create table rosters (
  connection_id uuid primary key references hr_connections on delete cascade,
  -- Whether a person who is missing from the list has left. Otherwise somebody is asked to look.
  absence_ends boolean not null default false,
  -- Where a list is fetched by schedule, sealed: it may hold a secret.
  url_key_id text,
  url bytea,
  every_ms bigint,
  imported_at timestamptz,
  rows integer,
  -- Why the last list was not taken; null when it was.
  held_reason text
);

-- The lists as they were last taken: what a new one is compared with.
create table roster_rows (
  connection_id uuid not null references rosters on delete cascade,
  external_id text collate "C" not null,
  row jsonb not null,
  -- Since when the list does not have it any more.
  missing_since timestamptz,
  primary key (connection_id, external_id)
);

-- Commands to Temporal, written with what they follow from. Delivered at least once, then deleted.
create table outbox (
  id bigint generated always as identity primary key,
  command text not null check (command in ('start-run', 'tell-run', 'reconsider')),
  run_id uuid references runs on delete cascade,
  person_id uuid references people on delete cascade,
  due_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  last_failure text,
  added_at timestamptz not null default clock_timestamp(),
  check ((command = 'reconsider') = (run_id is null)),
  check ((command = 'reconsider') = (person_id is not null))
);

create index outbox_by_time on outbox (due_at, id);

alter table runs
  -- Rises with each change of what the run is asked for; its workflow reads the row again when it is told.
  add column facts_version integer not null default 0,
  -- What the facts asked for when the run was last told; null for one that an operator asked for.
  add column facts jsonb,
  add column cancel_asked_by text,
  add column cancel_reason text,
  -- A suspension was lifted, or access that was given for a time ended early.
  add column lifted_at timestamptz,
  -- Until when access is given.
  add column ends_at timestamptz,
  -- For runs of several parts: the one it is in.
  add column phase text;

-- When a run about a person ends, what is wanted may follow anew.
create function reconsider_person() returns trigger language plpgsql as $$
begin
  insert into outbox (command, person_id)
    select 'reconsider', people.id from people where people.id = new.person_id and people.state is not null;
  return null;
end
$$;

create trigger runs_reconsider_person after update of closed_at on runs
  for each row when (old.closed_at is null and new.closed_at is not null and new.person_id is not null)
  execute function reconsider_person();
