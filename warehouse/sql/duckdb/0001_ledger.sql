-- What was loaded: one row for each lake commit, written in the transaction that stores its rows.
create table datashare.load (
  dataset varchar not null,
  major integer not null,
  lake_version bigint not null,
  seq bigint not null,
  contract_version varchar not null,
  load_ids varchar not null,
  rows_inserted bigint not null,
  rows_updated bigint not null,
  rows_deleted bigint not null,
  loaded_at timestamptz not null,
  constraint load_pk primary key (dataset, major, lake_version),
  constraint load_seq_unique unique (seq)
);

-- Up to where each consumer has got its rows.
create table datashare.consumer_checkpoint (
  consumer varchar not null,
  seq bigint not null,
  moved_at timestamptz not null,
  constraint consumer_checkpoint_pk primary key (consumer)
);

-- Each delivery, its range fixed before anything of it is delivered.
create table datashare.consumer_run (
  consumer varchar not null,
  number bigint not null,
  from_seq bigint not null,
  to_seq bigint not null,
  attempt integer not null,
  status varchar not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  row_count bigint not null,
  error varchar,
  constraint consumer_run_pk primary key (consumer, number),
  constraint consumer_run_status check (status in ('started', 'finished', 'failed', 'paused'))
);
