-- Gaps of the life of a case: on what ground facts of a case leave its circle, reasons that open a restricted request,
-- providers who go over to the organisation that takes over theirs. Types in braces are explained in `migrations.rs`.

alter table dealing add column ground text;

create table request_grant (
    id {uuid} primary key, request_id {uuid} not null references request (id), account_id {uuid} not null,
    ground text not null, reason text not null, granted_at {timestamp} not null, until_at {timestamp} not null
);
create index request_grant_by_request on request_grant (request_id, account_id, until_at);

-- A provider goes over on a day; `moved_at` is empty until that day has come and it was done.
create table provider_move (
    provider_id {uuid} not null references provider (id), moves_on {date} not null, from_org text not null,
    to_org text not null, moved_at {timestamp}, entered_at {timestamp} not null, entered_by text not null,
    primary key (provider_id, moves_on)
);
create index provider_move_waiting on provider_move (moves_on) where moved_at is null;
