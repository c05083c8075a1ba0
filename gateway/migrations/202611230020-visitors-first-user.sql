-- Who a conversation was of before its customer signed in: what was signed for that customer goes on counting.
alter table session add column first_user_id text;
