"""What every declaration pays for, as one function: PostgreSQL keeps its plan, behind the walls of who asks."""

# The priority of the matrix's cell, then the target of the default agreement: the organisation's, else the shared one.
TERMS = """
CREATE FUNCTION service_levels_terms(organisation bigint, level smallint, speed smallint, usual smallint)
RETURNS TABLE (priority smallint, response_minutes integer, resolution_minutes integer, time_zone varchar,
               country varchar, region varchar, hours text, closed_days text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
  SELECT cell.priority, target.response_minutes, target.resolution_minutes, c.time_zone, c.country, c.region,
    c.hours::text, c.closed_days::text
  FROM (SELECT coalesce((
      SELECT r.priority FROM service_levels_priorityrule r WHERE r.impact = level AND r.urgency = speed
        AND (r.organisation_id = organisation OR r.organisation_id IS NULL)
      ORDER BY r.organisation_id NULLS LAST LIMIT 1), usual) AS priority) cell
  LEFT JOIN LATERAL (
    SELECT t.response_minutes, t.resolution_minutes, a.calendar_id
    FROM service_levels_target t JOIN service_levels_agreement a ON a.id = t.agreement_id
    WHERE a.is_default AND t.priority = cell.priority
      AND (t.organisation_id = organisation OR t.organisation_id IS NULL)
    ORDER BY t.organisation_id NULLS LAST LIMIT 1) target ON true
  LEFT JOIN service_levels_calendar c ON c.id = target.calendar_id;
END $$
"""
