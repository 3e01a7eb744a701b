-- A text in Markdown keeps the HTML that was made of it when it was written, and the version of the renderer that made it.
-- Rows from before have none: theirs is made at each reading, until upkeep has made it.
alter table profile add column html text;
alter table profile add column html_version bigint not null default 0;
alter table job add column html text;
alter table job add column html_version bigint not null default 0;
alter table message add column html text;
alter table message add column html_version bigint not null default 0;
alter table submission add column html text;
alter table submission add column html_version bigint not null default 0;

-- Which program made the key of an account: those before knew fewer spellings of one mailbox.
alter table account add column key_version bigint not null default 0;

-- Upkeep looks for what an older program made.
create index account_key_version on account (key_version);
create index profile_html_version on profile (html_version);
create index job_html_version on job (html_version);
create index message_html_version on message (html_version);
create index submission_html_version on submission (html_version);

-- A program from before these columns changes a text and leaves its HTML as it was: that HTML is then forgotten.
create function html_follows() returns trigger language plpgsql as $$ begin
    new.html := null;
    new.html_version := 0;
    return new;
end $$;
create trigger profile_html_follows before update on profile for each row
    when (new.overview is distinct from old.overview and new.html is not distinct from old.html) execute function html_follows();
create trigger job_html_follows before update on job for each row
    when (new.description is distinct from old.description and new.html is not distinct from old.html) execute function html_follows();
create trigger message_html_follows before update on message for each row
    when (new.text is distinct from old.text and new.html is not distinct from old.html) execute function html_follows();
