"""Finding documents again: functions that look past the wall, the reach in their WHERE, since neither an index of
arrays nor one of vectors stands the wall's condition (design.md section 10). What they give goes through access."""

FEW = 1500  # documents within the reach
_REACH = "nullif(current_setting('secours.reach', true), '')::bigint[]"

# One for each kind, so that a few articles are found among many tickets.
PLACES = [
    f"CREATE INDEX faults_piece_{kind} ON faults_piece USING hnsw (embedding halfvec_cosine_ops) WHERE kind = '{kind}'"
    for kind in ("ticket", "article")
]

# A row keeps its terms within it up to 8 KB: five hundred are read for one answer.
INLINE = """
ALTER TABLE faults_document SET (toast_tuple_target = 8160);
ALTER TABLE faults_document ALTER COLUMN times SET STORAGE MAIN;
ALTER TABLE faults_document ALTER COLUMN tokens SET STORAGE MAIN;
"""

# How rare each word is, over the installation (a few numbers, never shown), and how many documents there are.
COUNTS = f"""
CREATE FUNCTION faults_recall_counts(sought integer[])
RETURNS TABLE (tokens integer[], documents integer[], everywhere bigint, within bigint, words bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT counted.tokens, counted.documents, sizes.everywhere, sizes.within, sizes.words
  FROM (SELECT array_agg(t.token) AS tokens, array_agg(t.documents) AS documents
        FROM faults_tokencount t WHERE t.token = ANY($1)) counted,
       (SELECT coalesce(sum(s.documents), 0)::bigint AS everywhere, coalesce(sum(s.words), 0)::bigint AS words,
          coalesce(sum(s.documents) FILTER (WHERE s.organisation_id IS NULL OR s.organisation_id = ANY({_REACH})),
            0)::bigint AS within FROM faults_documentcount s) sizes
$$
"""

# `sought` and `others`: tokens, of which the rarest bring documents until there are enough; in a narrow reach most of
# what they bring is elsewhere. `query`: where the question is placed, or nothing. Few documents within the reach are
# all compared: an index of everyone's vectors would give too few of them, and late. `+ 0`: without it PostgreSQL
# walks every document by its number, kind or organisation, and every piece by its nearness.
FIND = f"""
CREATE FUNCTION faults_recall(wanted text, sought integer[], others integer[], query halfvec, most integer,
  nearest integer)
RETURNS TABLE (subject bigint, language varchar, length integer, tokens bytea, times bytea, device bigint,
  device_model varchar, site bigint, happened_at timestamptz, title_cosine double precision,
  best_cosine double precision, mean_cosine double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET jit = off SET search_path = public, pg_temp AS $$
DECLARE
  reach bigint[] := {_REACH};
  within bigint;
  enough double precision;
  rare integer[];
  worded bigint[];
  near bigint[];
BEGIN
  SELECT s.within, most * least(4.0, greatest(1.0, s.everywhere::float / greatest(s.within, 1)))
    INTO within, enough FROM faults_recall_counts('{{}}') s;
  SELECT array_agg(r.token) INTO rare FROM (
    SELECT u.token, u.part, sum(coalesce(c.documents, 1)) OVER (
        PARTITION BY u.part ORDER BY coalesce(c.documents, 1), u.token) AS running
    FROM (SELECT unnest(sought), 1.0 UNION ALL SELECT unnest(others), 0.5) u (token, part)
      LEFT JOIN faults_tokencount c ON c.token = u.token) r
  WHERE r.running <= enough * r.part;
  SELECT array_agg(w.id) INTO worded FROM (
    SELECT d.id FROM faults_document d
    WHERE d.tokens && rare AND d.kind || '' = wanted
      AND (d.organisation_id IS NULL OR d.organisation_id + 0 = ANY(reach))
    ORDER BY d.id + 0 DESC LIMIT 2 * most) w;
  IF query IS NOT NULL AND within <= {FEW} THEN
    SELECT array_agg(n.document_id) INTO near FROM (
      SELECT p.document_id FROM faults_document d JOIN faults_piece p ON p.document_id = d.id
      WHERE d.kind = wanted AND (d.organisation_id IS NULL OR d.organisation_id = ANY(reach))
      ORDER BY (p.embedding <=> query) + 0 LIMIT nearest) n;
  ELSIF query IS NOT NULL THEN
    PERFORM set_config('hnsw.iterative_scan', 'relaxed_order', true);
    PERFORM set_config('hnsw.ef_search', nearest::text, true);
    EXECUTE format('SELECT array_agg(n.document_id) FROM (SELECT p.document_id FROM faults_piece p
      WHERE p.kind = %L AND (p.organisation_id IS NULL OR p.organisation_id = ANY($1))
      ORDER BY p.embedding <=> $2 LIMIT $3) n', wanted) INTO near USING reach, query, nearest;
  END IF;
  RETURN QUERY
    SELECT d.subject_id, d.language, d.length, array_send(d.tokens), d.times, d.device_id, d.device_model, d.site_id,
      d.happened_at, p.title, p.best, p.mean
    FROM faults_document d LEFT JOIN LATERAL (
      SELECT max(e.cosine) FILTER (WHERE e.is_title) AS title, max(e.cosine) FILTER (WHERE NOT e.is_title) AS best,
        avg(e.cosine) FILTER (WHERE NOT e.is_title) AS mean
      FROM (SELECT x.is_title, 1 - (x.embedding <=> query) AS cosine FROM faults_piece x
            WHERE x.document_id = d.id AND query IS NOT NULL) e) p ON true
    WHERE d.id = ANY(coalesce(worded, '{{}}') || coalesce(near, '{{}}'));
END $$
"""

# Over the newest 100,000 at most: how rare a word is does not hang on more.
RECOUNT = """
CREATE FUNCTION faults_recall_recount() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  every bigint;
BEGIN
  DELETE FROM faults_documentcount;
  INSERT INTO faults_documentcount (organisation_id, documents, words)
    SELECT organisation_id, count(*), sum(length) FROM faults_document GROUP BY organisation_id;
  SELECT coalesce(sum(documents), 0) INTO every FROM faults_documentcount;
  DELETE FROM faults_tokencount;
  INSERT INTO faults_tokencount (token, documents)
    SELECT token, count(*) * greatest(every, 1) / least(greatest(every, 1), 100000)
    FROM (SELECT unnest(newest.tokens) AS token
          FROM (SELECT d.tokens FROM faults_document d ORDER BY d.id DESC LIMIT 100000) newest) every_one
    GROUP BY token HAVING count(*) > 1;
END $$
"""

# Held until the transaction ends: the second of two at once counts again, on top of what the first wrote.
RECOUNT_ALONE = RECOUNT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "BEGIN\n", "BEGIN\n  PERFORM pg_advisory_xact_lock(hashtext('faults_recall_recount'));\n", 1
)

# Sent by its name, a statement keeps one plan (lib/prepared.py); what these functions look for by words, vectors and
# reach differs too much from one call to the next: they choose as PostgreSQL does.
PLANNED_AS_EVER = """
ALTER FUNCTION faults_recall(text, integer[], integer[], halfvec, integer, integer) SET plan_cache_mode = auto;
ALTER FUNCTION faults_recall_counts(integer[]) SET plan_cache_mode = auto;
ALTER FUNCTION faults_nearest(text, vector, integer) SET plan_cache_mode = auto;
ALTER FUNCTION faults_counts_since(bigint, bigint, text) SET plan_cache_mode = auto;
ALTER FUNCTION faults_counts(bigint, bigint) SET plan_cache_mode = auto;
ALTER FUNCTION faults_cases(bigint[]) SET plan_cache_mode = auto;
"""
