-- Since this version a row that came without a column is shown with the default that the column began with, also where the
-- column may be null. Views are made to follow before the next load of their dataset.
update datashare.dataset_shape set versions = versions + N', ';
