-- Until this version the column _datashare_key, which stands for text and binary keys, was made from every text and
-- binary column of a row. Rows were lost, or came twice. Tables that have it are made again from the lake.
insert into datashare.dataset_shape (dataset, versions, shaped_at)
select distinct l.dataset, N'', sysutcdatetime()
from datashare.[load] l
where not exists (select 1 from datashare.dataset_shape s where s.dataset = l.dataset);

update datashare.dataset_shape
set rebuild = N'an earlier version of DataShare could lose or double rows whose key has a text or binary column'
where dataset in (
  select l.dataset
  from datashare.[load] l
  join sys.tables t on t.name = replace(l.dataset, N'-', N'_') + N'_v' + cast(l.major as nvarchar(10)) + N'_data'
  join sys.schemas s on s.schema_id = t.schema_id
  join sys.columns c on c.object_id = t.object_id
  where s.name = N'dbo' and c.name = N'_datashare_key'
);
