-- What was loaded: one row for each lake commit, written in the transaction that stores its rows. Times are in UTC.
create table datashare."load" (
  dataset nvarchar(100) not null,
  major int not null,
  lake_version bigint not null,
  seq bigint not null,
  contract_version nvarchar(40) not null,
  load_ids nvarchar(max) not null,
  rows_inserted bigint not null,
  rows_updated bigint not null,
  rows_deleted bigint not null,
  loaded_at datetime2(6) not null,
  constraint load_pk primary key (dataset, major, lake_version),
  constraint load_seq_unique unique (seq)
);

-- Up to where each consumer has got its rows.
create table datashare.consumer_checkpoint (
  consumer nvarchar(100) not null,
  seq bigint not null,
  moved_at datetime2(6) not null,
  constraint consumer_checkpoint_pk primary key (consumer)
);

-- Each delivery, its range fixed before anything of it is delivered.
create table datashare.consumer_run (
  consumer nvarchar(100) not null,
  number bigint not null,
  from_seq bigint not null,
  to_seq bigint not null,
  attempt int not null,
  status nvarchar(20) not null,
  started_at datetime2(6) not null,
  finished_at datetime2(6) null,
  row_count bigint not null,
  error nvarchar(max) null,
  constraint consumer_run_pk primary key (consumer, number),
  constraint consumer_run_status check (status in (N'started', N'finished', N'failed', N'paused'))
);
