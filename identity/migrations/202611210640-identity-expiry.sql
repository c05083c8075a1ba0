-- What has ended is removed every minute: found by its end, however much there is.
create index refresh_token_expiry on refresh_token (expires_at);
create index sign_in_session_expiry on sign_in_session (expires_at);
create index sign_in_failure_first on sign_in_failure (first_at);
