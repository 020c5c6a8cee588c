-- Nobody asks for it: the ledger says when the work in an account began.
alter table run_accounts drop column first_attempt_at;
