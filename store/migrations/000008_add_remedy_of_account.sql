-- What an operator can do about a run that waits in an account or is held there, in words; null when nothing waits.
alter table run_accounts add column remedy text;
