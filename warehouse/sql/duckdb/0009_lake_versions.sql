-- Since this version a row has the version of its lake table that last changed it, and a consumer has a position for each
-- table. Until then the ledger gave each load a number of one sequence over all datasets.

-- The ledger's own identity, made with it. What is delivered outside the warehouse notes it.
create table datashare.identity (
  id varchar not null,
  created_at timestamptz not null,
  constraint identity_pk primary key (id)
);
insert into datashare.identity (id, created_at) values (cast(uuid() as varchar), now());

-- The place of each load among the loads of its dataset, whatever their major, times 10,000,000,000, plus its major.
create temp table former_load as
select *, 10000000000 * (row_number() over (partition by dataset order by seq) - 1) + major as place
from datashare.load;

-- Where each consumer was in each table. A consumer whose table could not be shown is behind there.
create temp table former_position as
select
  c.consumer,
  t.dataset,
  t.major,
  coalesce((select max(l.lake_version) from former_load l
    where l.dataset = t.dataset and l.major = t.major and l.seq <= coalesce(b.seq, c.seq)), -1) as lake_version,
  c.moved_at,
  r.number,
  case when r.number is not null and (b.seq is null or b.given_by = r.number)
    then (select max(l.lake_version) from former_load l where l.dataset = t.dataset and l.major = t.major and l.seq <= r.to_seq)
  end as to_version
from (
  select consumer, seq, moved_at from datashare.consumer_checkpoint
  union all
  select consumer, 0, min(started_at) from datashare.consumer_run
  where consumer not in (select consumer from datashare.consumer_checkpoint)
  group by consumer
) c
cross join (select distinct dataset, major from former_load) t
left join datashare.consumer_behind b on b.consumer = c.consumer and b.dataset = t.dataset and b.major = t.major
left join datashare.consumer_run r on r.consumer = c.consumer and r.status <> 'finished';

create table datashare.consumer_position (
  consumer varchar not null,
  dataset varchar not null,
  major integer not null,
  lake_version bigint not null,
  moved_at timestamptz not null,
  is_former boolean not null,
  constraint consumer_position_pk primary key (consumer, dataset, major)
);
insert into datashare.consumer_position (consumer, dataset, major, lake_version, moved_at, is_former)
select consumer, dataset, major, lake_version, moved_at, true
from former_position
where lake_version >= 0 or number is not null;

-- Consumers that somebody has paused by hand.
create table datashare.consumer_pause (
  consumer varchar not null,
  paused_at timestamptz not null,
  reason varchar,
  constraint consumer_pause_pk primary key (consumer)
);

-- The ranges of a delivery: [{"dataset": "orders", "major": 1, "from": 57, "to": 60}]. Finished deliveries of before have none.
create temp table former_run as
select * from datashare.consumer_run;
drop table datashare.consumer_run;
create table datashare.consumer_run (
  consumer varchar not null,
  number bigint not null,
  ranges varchar not null,
  from_seq bigint,
  to_seq bigint,
  attempt integer not null,
  status varchar not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  row_count bigint not null,
  error varchar,
  constraint consumer_run_pk primary key (consumer, number),
  constraint consumer_run_status check (status in ('started', 'finished', 'failed', 'paused', 'abandoned'))
);
insert into datashare.consumer_run (
  consumer, number, ranges, from_seq, to_seq, attempt, status, started_at, finished_at, row_count, error)
select
  r.consumer,
  r.number,
  coalesce(
    (
      select '[' || string_agg(
        '{"dataset":"' || p.dataset || '","major":' || p.major || ',"from":' || p.lake_version || ',"to":' || p.to_version || '}', ',') || ']'
      from former_position p
      where p.consumer = r.consumer and p.number = r.number and p.to_version > p.lake_version
    ),
    '[]'),
  r.from_seq, r.to_seq, r.attempt, r.status, r.started_at, r.finished_at, r.row_count, r.error
from former_run r;

drop table datashare.load;
create table datashare.load (
  dataset varchar not null,
  major integer not null,
  lake_version bigint not null,
  place bigint not null,
  contract_version varchar not null,
  load_ids varchar not null,
  rows_inserted bigint not null,
  rows_updated bigint not null,
  rows_deleted bigint not null,
  loaded_at timestamptz not null,
  constraint load_pk primary key (dataset, major, lake_version)
);
insert into datashare.load (
  dataset, major, lake_version, place, contract_version, load_ids, rows_inserted, rows_updated, rows_deleted, loaded_at)
select dataset, major, lake_version, place, contract_version, load_ids, rows_inserted, rows_updated, rows_deleted, loaded_at
from former_load;

drop table datashare.consumer_checkpoint;
drop table datashare.consumer_behind;
-- Views are made to follow before the next load of their dataset.
update datashare.dataset_shape set versions = versions || ', ';

-- for each loaded table:
alter table {table} add column "_lake_version" bigint;
alter table {table} add column "_datashare_order" bigint;
update {table} r
set "_lake_version" = l.lake_version, "_datashare_order" = l.place
from former_load l
where l.seq = r."_seq";

-- for the end:
drop table former_load;
drop table former_position;
drop table former_run;
