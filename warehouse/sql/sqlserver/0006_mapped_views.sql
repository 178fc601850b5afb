-- What a mapping means is said in more detail since this version. Views of more than one major version are written again
-- before the next load of their dataset: what the tables follow is not what it was, though it says the same versions.
update datashare.dataset_shape set versions = versions + N', ';
