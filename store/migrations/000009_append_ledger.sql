-- Adds entries after the last row of a run, all or none, in one round trip. Whoever else adds to the same run waits until
-- the transaction has ended. What a hash is over is said, and proven, in store/ledger-hash.ts.
create function append_ledger(
  of_run uuid, genesis text, kinds text[], account_ids uuid[], step_ids text[], bodies text[]
) returns void language plpgsql as $$
declare
  last_seq integer;
  last_at timestamptz;
  last_hash text;
  moment timestamptz;
  row_hash text;
begin
  perform pg_advisory_xact_lock(hashtextextended('ledger/' || of_run, 0));
  select seq, at, hash into last_seq, last_at, last_hash from ledger where run_id = of_run order by seq desc limit 1;
  last_seq := coalesce(last_seq, 0);
  last_hash := coalesce(last_hash, genesis);
  -- The clock of the database, since workers' clocks differ; never behind the row before.
  moment := greatest(date_trunc('milliseconds', clock_timestamp()), last_at);
  for i in 1 .. cardinality(bodies) loop
    last_seq := last_seq + 1;
    row_hash := encode(sha256(convert_to(concat_ws(E'\n',
      last_hash, last_seq, to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), kinds[i], bodies[i]
    ), 'UTF8')), 'hex');
    insert into ledger (run_id, seq, at, kind, account_id, step_id, body, prev_hash, hash)
    values (of_run, last_seq, moment, kinds[i], account_ids[i], step_ids[i], bodies[i], last_hash, row_hash);
    last_hash := row_hash;
  end loop;
end
$$;
