/**
 * The privilege for `pg_has_role` that says whether a login may take a role, in SQL. Since Postgres 16 one may be a member
 * without it: who makes a role may only grant it, also to itself.
 */
export const MAY_TAKE = `case when current_setting('server_version_num')::integer >= 160000 then 'set' else 'member' end`;
