-- Version 1. Every table but meta begins its primary key with the account. Ids are
-- ordered shorter first, then by bytes, so each stands behind its length. A collation
-- of "C" is the order of bytes.

CREATE TABLE relata.meta (
	one     boolean PRIMARY KEY DEFAULT true CHECK (one), -- there is one row
	epoch   integer NOT NULL, -- of positions
	cluster text    NOT NULL  -- in which the epoch began
);

-- A row for each account that was ever written to. Writers share its lock, an edit of
-- the document has it alone.
CREATE TABLE relata.account (
	account  text   COLLATE "C" PRIMARY KEY,
	version  bigint NOT NULL DEFAULT 0,
	document bytea
);

-- What Updates lock that ask for operations or memos.
CREATE TABLE relata.slot (
	account text     COLLATE "C" NOT NULL,
	slot    smallint NOT NULL,
	PRIMARY KEY (account, slot)
);

-- A row for each record that was ever an anchor: what is locked, the place and time of
-- its newest event, and its life when it is over.
CREATE TABLE relata.record (
	account   text     COLLATE "C" NOT NULL,
	type      text     COLLATE "C" NOT NULL,
	len       smallint NOT NULL GENERATED ALWAYS AS (octet_length(id)) STORED,
	id        text     COLLATE "C" NOT NULL,
	epoch     integer  NOT NULL DEFAULT 0,
	xid       bigint   NOT NULL DEFAULT 0,
	newest    bigint   NOT NULL DEFAULT 0,
	state     smallint,
	into_id   text     COLLATE "C",
	ended     bigint,
	expires   bigint,
	operation text     COLLATE "C",
	PRIMARY KEY (account, type, len, id)
) WITH (fillfactor = 80);
CREATE INDEX record_expires ON relata.record (account, expires, type, len, id) WHERE expires <> 0;

CREATE TABLE relata.operation (
	account     text        COLLATE "C" NOT NULL,
	name        text        COLLATE "C" NOT NULL, -- the caller's, else ''
	number      numeric(20) NOT NULL,             -- the graph's, else 0
	fingerprint bytea       NOT NULL,
	result      bytea       NOT NULL,
	done        bigint      NOT NULL,
	PRIMARY KEY (account, name, number)
);
CREATE INDEX operation_done ON relata.operation (account, done, name, number);

CREATE TABLE relata.memo (
	account text  COLLATE "C" NOT NULL,
	key     text  COLLATE "C" NOT NULL,
	value   bytea NOT NULL,
	PRIMARY KEY (account, key)
);

CREATE TABLE relata.side (
	account    text     COLLATE "C" NOT NULL,
	type       text     COLLATE "C" NOT NULL,
	len        smallint NOT NULL GENERATED ALWAYS AS (octet_length(id)) STORED,
	id         text     COLLATE "C" NOT NULL,
	to_type    text     COLLATE "C" NOT NULL,
	label      bigint   NOT NULL, -- category * 2^32 + number; 0: every link
	count      integer  NOT NULL,
	primary_id text     COLLATE "C" NOT NULL,
	PRIMARY KEY (account, type, len, id, to_type, label)
) WITH (fillfactor = 80);

-- One row for both ends; a stands before b.
CREATE TABLE relata.link (
	account  text     COLLATE "C" NOT NULL,
	a_type   text     COLLATE "C" NOT NULL,
	a_len    smallint NOT NULL GENERATED ALWAYS AS (octet_length(a_id)) STORED,
	a_id     text     COLLATE "C" NOT NULL,
	b_type   text     COLLATE "C" NOT NULL,
	b_len    smallint NOT NULL GENERATED ALWAYS AS (octet_length(b_id)) STORED,
	b_id     text     COLLATE "C" NOT NULL,
	marks    smallint NOT NULL, -- 1: b is a's primary; 2: a is b's
	created  bigint   NOT NULL,
	labels_a bytea    NOT NULL, -- five bytes each
	labels_b bytea    NOT NULL,
	PRIMARY KEY (account, a_type, b_type, a_len, a_id, b_len, b_id)
);
CREATE INDEX link_b ON relata.link (account, b_type, a_type, b_len, b_id, a_len, a_id);

CREATE TABLE relata.event (
	account      text     COLLATE "C" NOT NULL,
	epoch        integer  NOT NULL,
	xid          bigint   NOT NULL,
	seq          integer  NOT NULL, -- within the transaction, from 1
	subject      smallint NOT NULL,
	causes       smallint NOT NULL, -- a's * 256 + b's
	source       smallint NOT NULL,
	at           bigint   NOT NULL,
	a_type       text     COLLATE "C" NOT NULL,
	a_id         text     COLLATE "C" NOT NULL,
	b_type       text     COLLATE "C" NOT NULL, -- '' when there is no b
	b_id         text     COLLATE "C" NOT NULL,
	operation    text     COLLATE "C" NOT NULL,
	grp          text     COLLATE "C" NOT NULL,
	source_id    text     COLLATE "C",
	source_name  text     COLLATE "C",
	was_created  bigint,
	was_marks    smallint,
	was_labels_a bytea,
	was_labels_b bytea,
	now_created  bigint,
	now_marks    smallint,
	now_labels_a bytea,
	now_labels_b bytea,
	PRIMARY KEY (account, epoch, xid, seq)
);
CREATE INDEX event_a ON relata.event (account, a_type, a_id, b_type, epoch, xid, seq);
CREATE INDEX event_b ON relata.event (account, b_type, b_id, a_type, epoch, xid, seq);
CREATE INDEX event_life_a ON relata.event (account, a_type, a_id, epoch, xid, seq) WHERE subject <> 0;
CREATE INDEX event_life_b ON relata.event (account, b_type, b_id, epoch, xid, seq) WHERE subject <> 0;
CREATE INDEX event_operation ON relata.event (account, operation, epoch, xid, seq) WHERE operation <> '';
CREATE INDEX event_group ON relata.event (account, grp, epoch, xid, seq) WHERE grp <> '';

-- The newest position that was ever forgotten.
CREATE TABLE relata.forgotten (
	account text    COLLATE "C" PRIMARY KEY,
	epoch   integer NOT NULL,
	xid     bigint  NOT NULL,
	seq     integer NOT NULL
);
