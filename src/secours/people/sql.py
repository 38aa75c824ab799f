"""Functions that look past the wall for one narrow question each (SECURITY DEFINER)."""

REACH_OF = """
CREATE FUNCTION people_reach_of(account bigint)
RETURNS TABLE (person_id bigint, organisation_id bigint, name varchar, language varchar, time_zone varchar,
               theme varchar, roles varchar[], reach bigint[], teams bigint[], is_provider boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.organisation_id, p.name, a.language, a.time_zone, a.theme,
    (SELECT array_agg(r.name) FROM people_role r WHERE r.person_id = p.id),
    CASE WHEN EXISTS (SELECT 1 FROM people_reach r WHERE r.person_id = p.id AND r.served_id IS NULL
                        AND (r.starts_on IS NULL OR r.starts_on <= current_date)
                        AND (r.ends_on IS NULL OR r.ends_on >= current_date))
         THEN (SELECT array_agg(o.id) FROM people_organisation o)
         ELSE (SELECT array_agg(r.served_id) FROM people_reach r WHERE r.person_id = p.id
                 AND (r.starts_on IS NULL OR r.starts_on <= current_date)
                 AND (r.ends_on IS NULL OR r.ends_on >= current_date)) END,
    (SELECT array_agg(m.team_id) FROM people_membership m WHERE m.person_id = p.id),
    o.is_provider
  FROM people_account a
  JOIN people_person p ON p.account_id = a.id
  JOIN people_organisation o ON o.id = p.organisation_id
  WHERE a.id = account AND a.is_active AND p.is_active AND o.is_active
$$
"""

CONTACT = """
CREATE FUNCTION people_contact(person bigint)
RETURNS TABLE (organisation_id bigint, name varchar, language varchar, account_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.organisation_id, p.name, p.language, p.account_id FROM people_person p WHERE p.id = person
$$
"""

EVERY_ORGANISATION = """
CREATE FUNCTION people_every_organisation() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT array_agg(id) FROM people_organisation
$$
"""

# The team that new tickets reach: the organisation's own default, else the provider's.
DEFAULT_TEAM = """
CREATE FUNCTION people_default_team(organisation bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id FROM people_team t JOIN people_organisation o ON o.id = t.organisation_id
  WHERE t.is_default AND (t.organisation_id = organisation OR o.is_provider)
  ORDER BY t.organisation_id = organisation DESC LIMIT 1
$$
"""

# Names of the provider's staff, which a client's wall hides and a requester may read.
STAFF_NAMES = """
CREATE FUNCTION people_staff_names(people bigint[]) RETURNS TABLE (id bigint, name varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.name FROM people_person p WHERE p.id = ANY(people)
    AND EXISTS (SELECT 1 FROM people_role r WHERE r.person_id = p.id)
$$
"""

INVITATION = """
CREATE FUNCTION people_invitation(digest varchar)
RETURNS TABLE (id bigint, organisation_id bigint, person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.id, i.organisation_id, i.person_id FROM people_invitation i
  WHERE i.sha256 = digest AND i.accepted_at IS NULL AND i.expires_at > now()
$$
"""

CACHE_TABLE = """
CREATE TABLE shared_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX shared_cache_expires ON shared_cache (expires);
"""

# A person or an organisation that was switched off reads nothing any more, by any link.
ACTIVE_CONTACT = """
CREATE OR REPLACE FUNCTION people_contact(person bigint)
RETURNS TABLE (organisation_id bigint, name varchar, language varchar, account_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.organisation_id, p.name, p.language, p.account_id
  FROM people_person p JOIN people_organisation o ON o.id = p.organisation_id
  WHERE p.id = person AND p.is_active AND o.is_active
$$
"""

# Every function that looks past the wall: temporary objects last in its path, nobody else may call it.
CLOSE_FUNCTIONS = """
DO $$ DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'public' AND p.prosecdef AND pg_get_userbyid(p.proowner) = current_user LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO secours_app', f);
  END LOOP;
END $$;
"""
