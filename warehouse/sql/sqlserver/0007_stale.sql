-- Tables and views of snapshots with a key have a column since this version that marks rows of before: those whose keys'
-- rows in the current snapshot were rejected. Tables and views are made to follow before the next load of their dataset.
update datashare.dataset_shape set versions = versions + N', ';
