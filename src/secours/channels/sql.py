"""One question for everything that the rows say of a mail: asked two hundred times a second.

As the application, behind its walls. The plans are kept by the connection, where eight queries written one by one
were planned anew for each mail; by index, whatever was known of the tables when they were planned. Each statement sees what was committed before it: the twin is looked for
after the locks; “+ 0” keeps it from walking all the mail of an organisation.
"""

MEET = """
CREATE FUNCTION channels_meet(
  raw_id bigint, names text[], identifier text, address text, print text, refs text[], signed bigint[], reach bigint[]
) RETURNS text LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  raw record; box record; twin record; person record; thread bigint; inside bigint[] := reach;
BEGIN
  SELECT r.id, r.organisation_id, r.mailbox_id, r.state, r.verdict, r.reason, r.message_id, r.sender, r.subject,
    r.fingerprint, r.is_reused_id, r.ticket_id, r.posted_id
    INTO STRICT raw FROM channels_rawmessage r WHERE r.id = raw_id FOR UPDATE;
  PERFORM pg_advisory_xact_lock(hashtextextended(name, 4711)) FROM unnest(names) AS name;
  SELECT m.organisation_id, o.is_provider, o.language
    INTO STRICT box FROM channels_mailbox m JOIN people_organisation o ON o.id = m.organisation_id
    WHERE m.id = raw.mailbox_id;
  IF NOT box.is_provider THEN
    inside := ARRAY[box.organisation_id];
  END IF;
  SELECT r.fingerprint = print AS is_same, r.ticket_id INTO twin FROM channels_rawmessage r
    WHERE identifier <> '' AND r.message_id = identifier AND r.organisation_id + 0 = raw.organisation_id
      AND r.id <> raw_id AND r.state <> 'stored'
    ORDER BY r.fingerprint = print DESC, r.id LIMIT 1;
  SELECT p.id, p.organisation_id, p.account_id, p.name, p.email, p.language, p.is_active, p.site_id, p.place_id
    INTO person FROM people_person p JOIN people_organisation o ON o.id = p.organisation_id
    WHERE address <> '' AND p.email = address AND p.organisation_id = ANY(reach)
      AND (box.is_provider OR p.organisation_id = box.organisation_id OR o.is_provider)
    ORDER BY p.organisation_id <> box.organisation_id, NOT p.is_active, p.account_id IS NULL, p.id LIMIT 1;
  IF cardinality(refs) > 0 THEN
    SELECT f.ticket_id INTO thread FROM channels_messagereference f
      WHERE f.message_id = ANY(refs) AND f.organisation_id = ANY(inside)
      ORDER BY array_position(refs, f.message_id::text) LIMIT 1;
  END IF;
  IF thread IS NULL AND cardinality(signed) > 0 THEN
    SELECT t.id INTO thread FROM tickets_ticket t
      WHERE t.number = ANY(signed) AND t.organisation_id = ANY(inside)
      ORDER BY array_position(signed, t.number) LIMIT 1;
  END IF;
  RETURN json_build_object(
    'raw', row_to_json(raw), 'mailbox', row_to_json(box), 'twin', row_to_json(twin), 'person', row_to_json(person),
    'thread', thread, 'addresses', (SELECT json_agg(m.address) FROM channels_mailbox m));
END $$
"""
