-- Version 3. A source of any kind may have a user, in the columns source_id and source_name,
-- and a request id. The new column needs no rewrite of the table.

ALTER TABLE relata.event ADD COLUMN request_id text COLLATE "C";
