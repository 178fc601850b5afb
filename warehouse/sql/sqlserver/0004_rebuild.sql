-- Why a dataset's tables are made again from the lake before anything else is loaded into them; null when they are not.
alter table datashare.dataset_shape add rebuild nvarchar(1000) null;

-- Each poll of a consumer asks for the newest sequence of a table.
create index load_table_seq on datashare.[load] (dataset, major, seq);
