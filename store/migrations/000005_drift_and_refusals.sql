-- What comes back after a run has ended, decisions that were refused, and what our own runs took away.

-- What the leaver of a run has in the account again, as the last sync saw it: {"enabled": true, "groupIds": [7]}; null for
-- nothing. An operator who knows of it settles it.
alter table run_accounts
  add drift jsonb,
  add drift_seen_at timestamptz,
  add drift_settled_at timestamptz;

create index run_accounts_by_account on run_accounts (account_id) where state in ('verified', 'nothing-to-do');

-- A decision that the run did not take. It has no effect and stays as a fact.
alter table decisions
  add refused_at timestamptz,
  add refused_why text,
  add check ((refused_at is null) = (refused_why is null));

-- Nobody could give up a run: it is cancelled, or an account is skipped. What came back is acknowledged.
alter table decisions drop constraint decisions_kind_check;
alter table decisions add constraint decisions_kind_check check (kind in (
  'approve', 'reject', 'override', 'retry', 'skip', 'try-now', 'reschedule', 'cancel', 'link', 'acknowledge'));

-- What runs set out to do in an account since its last sync is no suspicious shrinkage.
create index ledger_by_intent on ledger (account_id, at) where kind = 'step-intended';
