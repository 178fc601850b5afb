-- Which contract versions a dataset's tables and views follow, the newest of each major.
create table datashare.dataset_shape (
  dataset varchar not null,
  versions varchar not null,
  shaped_at timestamptz not null,
  constraint dataset_shape_pk primary key (dataset)
);
