-- Which contract versions a dataset's tables and views follow, the newest of each major.
create table datashare.dataset_shape (
  dataset nvarchar(100) not null,
  versions nvarchar(max) not null,
  shaped_at datetime2(6) not null,
  constraint dataset_shape_pk primary key (dataset)
);
