-- Until this version a row or a delete that came again as it was did not count when another major version had written its key
-- since. Tables of datasets of more than one major are made again from the lake, and their views with them.
update datashare.dataset_shape
set
  versions = versions || ', ',
  rebuild = 'an earlier version of DataShare could show an older row of a key that came under two major versions'
where regexp_matches(versions, ', [0-9]');
