-- Version 2. Accounts are dropped. The id tells an account from a later one of its name.

ALTER TABLE relata.account
	ADD COLUMN id       uuid    NOT NULL DEFAULT gen_random_uuid(),
	ADD COLUMN dropping boolean NOT NULL DEFAULT false;
