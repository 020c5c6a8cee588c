-- Many leavers at once: what the limit of removals and the clean-up of a batch go by.

alter table run_accounts
  -- Set just before the call that disables the user, and taken back when that call was refused: so that the limit of
  -- removals counts what is under way.
  add column disabling_at timestamptz,
  -- When the first attempt at disabling was over, whatever came of it.
  add column attempted_at timestamptz;

create index run_accounts_by_attempt on run_accounts (account_id, disabling_at) where disabling_at is not null;
