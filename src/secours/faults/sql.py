"""Counts across the installation, and nearest phrases: functions that look past the wall for one narrow
question each. Organisations share numbers of cases, never a case (design.md section 10)."""

_REACH = "nullif(current_setting('secours.reach', true), '')::bigint[]"

# One situation, everywhere or at one organisation of the reach. Cases are whole numbers; causes and
# answers are weighted by how they were confirmed; a remedy's tries count each once, with those of the same solution
# under other situations (`shared`).
COUNTS = f"""
CREATE OR REPLACE FUNCTION faults_counts(fault bigint, organisation bigint)
RETURNS TABLE (kind text, first bigint, second bigint, a double precision, b double precision, c double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH seen AS MATERIALIZED (
    SELECT o.cause_id, o.remedy_id, o.answers, o.attempts, o.weight, o.relapsed_at, o.state = 'counted' AS counted
    FROM faults_occurrence o JOIN faults_fault f ON f.id = o.fault_id
    WHERE o.fault_id = $1 AND (f.organisation_id IS NULL OR f.organisation_id = ANY({_REACH}))
      AND ($2 IS NULL OR (o.organisation_id = $2 AND $2 = ANY({_REACH})))),
  elsewhere AS (
    SELECT mine.id AS mine, theirs.id AS theirs, o.remedy_id, o.attempts, o.relapsed_at, o.state = 'counted' AS counted
    FROM faults_cause own JOIN faults_remedy mine ON mine.cause_id = own.id AND mine.shared <> ''
    JOIN faults_remedy theirs ON theirs.shared = mine.shared AND theirs.shared <> '' AND theirs.id <> mine.id
    JOIN faults_cause cause ON cause.id = theirs.cause_id
    JOIN faults_fault f ON f.id = cause.fault_id
    JOIN faults_occurrence o ON o.fault_id = f.id
    WHERE own.fault_id = $1 AND (f.organisation_id IS NULL OR f.organisation_id = ANY({_REACH}))
      AND ($2 IS NULL OR (o.organisation_id = $2 AND $2 = ANY({_REACH}))))
  SELECT 'cases', 0, 0, count(*), 0, 0 FROM seen WHERE counted
  UNION ALL
  SELECT 'cause', cause_id, 0, sum(weight), count(*), 0 FROM seen
  WHERE counted AND cause_id IS NOT NULL GROUP BY cause_id
  UNION ALL
  SELECT 'answer', answer.key::bigint, cause_id,
    coalesce(sum(weight) FILTER (WHERE answer.value = 'yes'), 0),
    coalesce(sum(weight) FILTER (WHERE answer.value = 'no'), 0), 0
  FROM seen, jsonb_each_text(answers) answer
  WHERE counted AND cause_id IS NOT NULL AND answer.value IN ('yes', 'no') GROUP BY answer.key, cause_id
  UNION ALL
  SELECT 'remedy', remedy, 0, sum(tried), sum(worked), sum(relapsed) FROM (
    SELECT (try ->> 0)::bigint AS remedy, 1 AS tried, (try ->> 1 = 'fixed')::int AS worked, 0 AS relapsed
    FROM seen, jsonb_array_elements(attempts) try WHERE counted AND try ->> 1 IN ('fixed', 'not_fixed')
    UNION ALL
    SELECT remedy_id, 0, 0, 1 FROM seen WHERE relapsed_at IS NOT NULL AND remedy_id IS NOT NULL
    UNION ALL
    SELECT mine, 1, (try ->> 1 = 'fixed')::int, 0 FROM elsewhere, jsonb_array_elements(attempts) try
    WHERE counted AND try ->> 0 = theirs::text AND try ->> 1 IN ('fixed', 'not_fixed')
    UNION ALL
    SELECT mine, 0, 0, 1 FROM elsewhere WHERE relapsed_at IS NOT NULL AND remedy_id = theirs) tries
  GROUP BY remedy
$$
"""

# Both counts of a situation, everywhere and at one organisation, unless nothing changed since `known`. The stamp, in
# the first row, sums up which versions of which rows are counted (a row written anew lies elsewhere, or is another
# transaction's): reading them costs a tenth of counting what they hold.
COUNTS_SINCE = f"""
CREATE FUNCTION faults_counts_since(fault bigint, organisation bigint, known text)
RETURNS TABLE (place text, kind text, first bigint, second bigint, a double precision, b double precision, c double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  reach bigint[] := {_REACH};
  stamp text;
BEGIN
  SELECT concat_ws(' ', organisation = ANY(reach), f.organisation_id IS NULL OR f.organisation_id = ANY(reach),
    (SELECT sum(hashtextextended(o.ctid::text || o.xmin::text, 0)) FROM faults_occurrence o WHERE o.fault_id = f.id),
    (SELECT sum(hashtextextended(concat_ws(' ', mine.id, theirs.id, o.ctid, o.xmin), 0))
      FROM faults_cause own JOIN faults_remedy mine ON mine.cause_id = own.id AND mine.shared <> ''
      JOIN faults_remedy theirs ON theirs.shared = mine.shared AND theirs.shared <> '' AND theirs.id <> mine.id
      JOIN faults_cause cause ON cause.id = theirs.cause_id
      JOIN faults_fault other ON other.id = cause.fault_id
      JOIN faults_occurrence o ON o.fault_id = other.id
      WHERE own.fault_id = f.id AND (other.organisation_id IS NULL OR other.organisation_id = ANY(reach))))
  INTO stamp FROM faults_fault f WHERE f.id = fault;
  RETURN QUERY SELECT stamp, 'stamp', 0::bigint, 0::bigint, 0::double precision, 0::double precision, 0::double precision;
  IF stamp IS DISTINCT FROM known THEN
    RETURN QUERY SELECT 'everywhere', * FROM faults_counts(fault, NULL);
    RETURN QUERY SELECT 'here', * FROM faults_counts(fault, organisation);
  END IF;
END $$
"""

CASES = f"""
CREATE FUNCTION faults_cases(faults bigint[]) RETURNS TABLE (fault bigint, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.fault_id, count(*) FROM faults_occurrence o JOIN faults_fault f ON f.id = o.fault_id
  WHERE o.fault_id = ANY($1) AND o.state = 'counted'
    AND (f.organisation_id IS NULL OR f.organisation_id = ANY({_REACH}))
  GROUP BY o.fault_id
$$
"""

# Similarity is the cosine, 1 for the same words. Without the iterative scan the wall's condition would be
# applied after the index gave its few nearest (foundations.md 2).
NEAREST = f"""
CREATE FUNCTION faults_nearest(model_id text, query vector, most integer)
RETURNS TABLE (fault bigint, text varchar, similarity double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = public, pg_temp AS $$
DECLARE
  reach bigint[] := {_REACH};
BEGIN
  PERFORM set_config('hnsw.iterative_scan', 'relaxed_order', true);
  RETURN QUERY SELECT p.fault_id, p.text, 1 - (p.embedding <=> query) FROM faults_phrase p
    WHERE p.model = model_id AND (p.organisation_id IS NULL OR p.organisation_id = ANY(reach))
    ORDER BY p.embedding <=> query LIMIT most;
END $$
"""

NEAREST_INDEX = "CREATE INDEX faults_phrase_nearest ON faults_phrase USING hnsw (embedding vector_cosine_ops)"

# The number of rows wanted is a parameter: the planner took it for a tenth of all, and read every vector (120 ms for
# ten thousand phrases, 10 by the index).
NEAREST_BY_INDEX = "ALTER FUNCTION faults_nearest(text, vector, integer) SET enable_seqscan = off"
