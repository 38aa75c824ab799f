"""Numbers and search of tickets (design.md section 10, foundations.md 6)."""

NUMBERS = "CREATE SEQUENCE tickets_number START 1001"

# Unaccented French, English and plain configurations, shared by every searched noun.
TEXT_SEARCH = """
CREATE TEXT SEARCH CONFIGURATION secours_fr (COPY = french);
ALTER TEXT SEARCH CONFIGURATION secours_fr ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION secours_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION secours_en ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION secours_plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION secours_plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE FUNCTION secours_query(words text) RETURNS tsquery LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT websearch_to_tsquery('secours_fr', words) || websearch_to_tsquery('secours_en', words)
    || websearch_to_tsquery('secours_plain', words)
$$;
CREATE FUNCTION secours_vector(language text, words text) RETURNS tsvector LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT to_tsvector(CASE WHEN language = 'en' THEN 'secours_en' ELSE 'secours_fr' END::regconfig, words)
    || to_tsvector('secours_plain', words)
$$;
"""

# `@@` is not leakproof, so the wall would switch its index off: this function looks past the wall
# with the reach in its WHERE and gives ids only. `person`: keep to what concerns them or is followed by them.
# Few hits are ranked; of many, the 500 most recent are (the estimate costs 0.6 ms, ranking all 1 s). `ranked`: the most
# hits that are ranked at all: any of thirty words has thousands of hits, and ranking five hundred by so many words
# takes 15 ms.
SEARCH = """
CREATE OR REPLACE FUNCTION tickets_search(words text, reach bigint[], person bigint, most integer, ranked integer DEFAULT 5000)
RETURNS TABLE (id bigint, rank real)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 50 SET search_path = public, pg_temp AS $$
DECLARE
  query tsquery := secours_query(words);
  plan json;
  inside text;
BEGIN
  IF numnode(query) = 0 THEN RETURN; END IF;
  inside := format('t.search @@ %L::tsquery AND t.organisation_id = ANY(%L::bigint[])', query, reach);
  IF person IS NOT NULL THEN
    inside := inside || format(
      ' AND (t.requester_id = %1$s OR t.affected_id = %1$s'
      ' OR t.id IN (SELECT w.ticket_id FROM tickets_watcher w WHERE w.person_id = %1$s))', person);
  END IF;
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM tickets_ticket t WHERE t.search @@ %L::tsquery', query)
    INTO plan;
  IF (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint > ranked THEN
    RETURN QUERY EXECUTE format(
      'SELECT r.id, ts_rank(r.search, %L::tsquery) FROM (SELECT t.id, t.search FROM tickets_ticket t '
      'WHERE %s ORDER BY t.created_at DESC, t.id DESC LIMIT least(500, %s)) r ORDER BY 2 DESC, 1 DESC LIMIT %s',
      query, inside, ranked, most);
  ELSE
    RETURN QUERY EXECUTE format(
      'SELECT t.id, ts_rank(t.search, %L::tsquery) FROM tickets_ticket t WHERE %s ORDER BY 2 DESC, 1 DESC LIMIT %s',
      query, inside, most);
  END IF;
END $$
"""

# A stored generated column would say the same, at the price of writing a whole table at once when it is added.
NEXT_DUE = """
CREATE OR REPLACE FUNCTION tickets_next_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.next_due_at := CASE WHEN NEW.responded_at IS NULL THEN least(NEW.response_due_at, NEW.due_at) ELSE NEW.due_at END;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER tickets_next_due BEFORE INSERT OR UPDATE ON tickets_ticket
FOR EACH ROW EXECUTE FUNCTION tickets_next_due();
"""
