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
  -- As probed: Retool's version text, its features, the scopes that were found.
  retool_version text,
  features jsonb not null,
  scopes jsonb not null,
  probed_at timestamptz not null,
  -- Null means Retool's own limit.
  rate_limit jsonb,
  internal_domains text[] not null default '{}',
  ignore_seat_type boolean not null default false,
  -- Facts of the last applied sync: when its reading ended (the inventory is true as of then), and whether the group
  -- All Users lets everybody edit.
  synced_at timestamptz,
  everyone_may_edit boolean not null default false,
  created_at timestamptz not null default clock_timestamp()
);

create table credentials (
  account_id uuid primary key references accounts on delete cascade,
  kind text not null check (kind in ('stored', 'env', 'file')),
  -- Name of the variable or path of the file.
  reference text,
  key_id text,
  sealed bytea,
  -- First 16 hex digits of the token's SHA-256: tells that a token changed, reveals nothing else.
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{16}$'),
  -- The fingerprint for which the pinned organization was last confirmed.
  confirmed_fingerprint text,
  changed_at timestamptz not null default clock_timestamp(),
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
    check (state in ('reading', 'applied', 'held', 'failed', 'rejected', 'superseded')),
  opened_at timestamptz not null default clock_timestamp(),
  -- When the reading of Retool ended.
  read_at timestamptz,
  -- When differences were applied, or the run ended otherwise; a held run is open until it is settled.
  closed_at timestamptz,
  baseline boolean not null default false,
  -- Progress while it reads, final numbers afterwards.
  counts jsonb not null default '{}',
  -- What was staged, as the reading steps counted it: a held run is compared again when it is accepted.
  staged_parts jsonb,
  -- Why it was held, or failed.
  reasons text[] not null default '{}',
  failure_type text,
  -- Who settled a held run.
  reviewed_by text,
  unique (workflow_id, workflow_run_id)
);

create index sync_runs_by_account on sync_runs (account_id, opened_at desc);
create index sync_runs_by_time on sync_runs (opened_at desc);

-- The inventory. Ids and emails are compared byte by byte: quick, and the same order on every server.
--
-- users and user_groups do not refer to accounts: the check of each row would double the time of a first sync. They
-- are written under a lock of the account, and forget_inventory takes them away with it.

create table users (
  account_id uuid not null,
  -- Retool's own id, user_…
  id text collate "C" not null,
  legacy_id bigint,
  email text collate "C" not null,
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
) with (fillfactor = 90);

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

-- All groups of a user in one row, in ascending order: a fifth of the rows, the time and the space that a row for each
-- membership takes. A user may be in groups and missing in users: Retool was read while somebody joined.
create table user_groups (
  account_id uuid not null,
  user_id text collate "C" not null,
  group_ids bigint[] not null,
  -- Those of them that the user is a group admin of.
  admin_of bigint[] not null,
  primary key (account_id, user_id)
) with (fillfactor = 90);

create view memberships as
  select account_id, group_id, user_id, group_id = any (admin_of) as is_group_admin
  from user_groups, unnest(group_ids) as group_id;

create table invites (
  account_id uuid not null references accounts on delete cascade,
  id bigint not null,
  invited_email text collate "C" not null,
  invited_by text,
  user_type text,
  created_at timestamptz,
  expires_at timestamptz,
  claimed_at timestamptz,
  primary key (account_id, id)
);

create function forget_inventory() returns trigger language plpgsql as $$
begin
  delete from users where account_id = old.id;
  delete from user_groups where account_id = old.id;
  return old;
end
$$;

create trigger forget_inventory after delete on accounts for each row execute function forget_inventory();

-- The change feed.
create table changes (
  id bigint generated always as identity primary key,
  account_id uuid not null references accounts on delete cascade,
  sync_run_id uuid not null references sync_runs on delete cascade,
  -- When the change was applied here.
  seen_at timestamptz not null,
  kind text not null,
  user_id text collate "C",
  group_id bigint,
  invite_id bigint,
  -- The email or the name of the group as it was then, so that the feed can be read when the row is gone.
  label text,
  -- Before and after.
  detail jsonb not null default '{}'
);

create index changes_by_account on changes (account_id, id desc);
create index changes_by_run on changes (sync_run_id);
create index changes_by_time on changes (seen_at);

-- What a run read, before it is compared: unlogged tables for each run (see store/staging-tables.ts). Unlogged
-- tables are quick, and a crash of the server empties them, which the counts reveal.
create schema staging;

-- The rate budget of an account: a sliding window over send times, shared by all workers.

create table rate_budgets (
  account_id uuid primary key references accounts on delete cascade,
  -- After a 429: nothing is sent before this instant …
  closed_until timestamptz,
  -- … and afterwards only this share of the limit, which grows back to 1 from throttled_at on.
  throttle double precision not null default 1,
  throttled_at timestamptz
);

create table rate_spends (
  id bigint generated always as identity primary key,
  account_id uuid not null references rate_budgets on delete cascade,
  lane text not null check (lane in ('people', 'bulk')),
  points integer not null,
  taken_at timestamptz not null,
  -- The points count against the limit until then.
  counts_until timestamptz not null,
  -- False while calls may still be sent on it: then counts_until is the latest possible end.
  settled boolean not null
);

create index rate_spends_by_account on rate_spends (account_id, counts_until);

-- Share of the limit that may be used: it grows by a tenth in each window after the account opened again.
create function rate_share(budget rate_budgets, at timestamptz, time_window interval) returns double precision
language sql immutable as $$
  select case
    when budget.throttled_at is null then 1
    else least(1, budget.throttle + 0.1 * greatest(0, extract(epoch from at - budget.throttled_at))
      / extract(epoch from time_window))
  end
$$;

-- Takes points for calls that are sent from now on: at least `wanted`, up to `lease` when they are free.
--
-- Gives the points and the id of the spend, or, when they are not free, how long to wait before asking again. The row
-- of the account is locked, so that workers take one after the other. `usable` are the points of all lanes in a window,
-- `usable_bulk` those of the bulk lane. The points count until `hold` and a window have passed; their taker may settle
-- them earlier. People's points are for one call, sent at once: they are settled from the beginning.
create function take_points(
  of_account uuid, in_lane text, wanted integer, lease integer, usable integer, usable_bulk integer,
  time_window interval, hold interval,
  out granted integer, out spend_id bigint, out wait_ms integer
) language plpgsql as $$
declare
  budget rate_budgets;
  at timestamptz;
  share double precision;
  allowed integer;
  allowed_bulk integer;
  spent integer;
  spent_bulk integer;
  free integer;
  free_at timestamptz;
begin
  granted := 0;
  select * into budget from rate_budgets where account_id = of_account for update;
  if not found then
    insert into rate_budgets (account_id) values (of_account) on conflict do nothing;
    select * into strict budget from rate_budgets where account_id = of_account for update;
  end if;
  at := clock_timestamp();
  if budget.closed_until > at then
    wait_ms := ceil(extract(epoch from budget.closed_until - at) * 1000);
    return;
  end if;

  delete from rate_spends where account_id = of_account and counts_until <= at;
  select coalesce(sum(points), 0), coalesce(sum(points) filter (where lane = 'bulk'), 0)
    into spent, spent_bulk from rate_spends where account_id = of_account;

  -- A call that costs more than may be used goes alone.
  share := rate_share(budget, at, time_window);
  allowed := greatest(wanted, floor(usable * share));
  allowed_bulk := greatest(wanted, floor(usable_bulk * share));
  free := allowed - spent;
  if in_lane = 'bulk' then free := least(free, allowed_bulk - spent_bulk); end if;

  if free >= wanted then
    granted := least(free, greatest(wanted, lease));
    insert into rate_spends (account_id, lane, points, taken_at, counts_until, settled)
      values (of_account, in_lane, granted, at, at + hold + time_window, in_lane = 'people')
      returning id into spend_id;
    return;
  end if;

  -- What is not settled may count a window from when it was taken, or longer: then the taker asks again.
  select min(s.ends_at) into free_at
  from (
    select
      ends_at,
      sum(points) over earlier as gone,
      sum(points) filter (where lane = 'bulk') over earlier as gone_bulk
    from (
      select points, lane, id,
        case when settled then counts_until else least(counts_until, taken_at + time_window) end as ends_at
      from rate_spends where account_id = of_account
    ) as spends
    window earlier as (order by ends_at, id)
  ) as s
  where allowed - spent + s.gone >= wanted
    and (in_lane <> 'bulk' or allowed_bulk - spent_bulk + coalesce(s.gone_bulk, 0) >= wanted);
  wait_ms := greatest(1, ceil(extract(epoch from coalesce(free_at, at + time_window) - at) * 1000));
end
$$;

-- Closes an account after a 429. While it is closed, further ones (calls that were under way) do not throttle more.
create function close_rate_budget(of_account uuid, wait interval, time_window interval) returns void
language plpgsql as $$
declare
  budget rate_budgets;
  at timestamptz;
begin
  insert into rate_budgets (account_id) values (of_account) on conflict do nothing;
  select * into strict budget from rate_budgets where account_id = of_account for update;
  at := clock_timestamp();
  update rate_budgets set
    throttle = case
      when closed_until > at then throttle
      else greatest(0.1, rate_share(budget, at, time_window) / 2)
    end,
    closed_until = greatest(closed_until, at + wait),
    throttled_at = greatest(closed_until, at + wait)
  where account_id = of_account;
end
$$;
