-- Tables whose rows a consumer was not shown when its checkpoint moved over them, because nothing mapped them to the major that
-- it reads, and behind which sequence. When a later version maps them, a run gives them.
create table datashare.consumer_behind (
  consumer varchar not null,
  dataset varchar not null,
  major integer not null,
  seq bigint not null,
  given_by bigint,
  constraint consumer_behind_pk primary key (consumer, dataset, major)
);
