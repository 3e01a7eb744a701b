-- A text in Markdown keeps the HTML that was made of it when it was written, and the version of the renderer that made it.
-- Rows from before have none: theirs is made at each reading, until upkeep has made it.
alter table profile add column html text;
alter table profile add column html_version integer not null default 0;
alter table job add column html text;
alter table job add column html_version integer not null default 0;
alter table message add column html text;
alter table message add column html_version integer not null default 0;
alter table submission add column html text;
alter table submission add column html_version integer not null default 0;

-- Which program made the key of an account: those before knew fewer spellings of one mailbox.
alter table account add column key_version integer not null default 0;

-- Upkeep looks for what an older program made.
create index account_key_version on account (key_version);
create index profile_html_version on profile (html_version);
create index job_html_version on job (html_version);
create index message_html_version on message (html_version);
create index submission_html_version on submission (html_version);

-- A program from before these columns changes a text and leaves its HTML as it was: that HTML is then forgotten.
create trigger profile_html_follows after update of overview on profile
when new.overview is not old.overview and new.html is old.html begin
    update profile set html = null, html_version = 0 where account_id = new.account_id;
end;
create trigger job_html_follows after update of description on job
when new.description is not old.description and new.html is old.html begin
    update job set html = null, html_version = 0 where id = new.id;
end;
create trigger message_html_follows after update of text on message
when new.text is not old.text and new.html is old.html begin
    update message set html = null, html_version = 0 where room_id = new.room_id and number = new.number;
end;
