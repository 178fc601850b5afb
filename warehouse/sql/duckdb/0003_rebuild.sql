-- Why a dataset's tables are made again from the lake before anything else is loaded into them; null when they are not.
alter table datashare.dataset_shape add column rebuild varchar;
