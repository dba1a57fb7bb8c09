-- The names of one register, latest first, for PostgreSQL: a common name is found by walking along it, where the word
-- index would gather every holder of the name in the country first. SQLite's word index walks by itself.

postgres: create index beneficiary_by_register on beneficiary (substring(search_text from 'zz[a-z0-9]+'), seq);
