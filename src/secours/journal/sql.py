"""The journal is append-only: PostgreSQL itself refuses to change or remove an entry."""

APPEND_ONLY = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'raise_exception';
END $$;
CREATE TRIGGER journal_entry_kept BEFORE UPDATE OR DELETE ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_entry_not_truncated BEFORE TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_text_kept BEFORE DELETE ON journal_entrytext
  FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER journal_text_not_truncated BEFORE TRUNCATE ON journal_entrytext
  FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
-- Words may be erased once, never rewritten.
CREATE TRIGGER journal_text_only_erased BEFORE UPDATE ON journal_entrytext FOR EACH ROW
  WHEN (NOT (NEW.text = '' AND NEW.salt = '' AND NEW.erased_at IS NOT NULL AND NEW.entry_id = OLD.entry_id))
  EXECUTE FUNCTION journal_append_only();
"""

UNDO_APPEND_ONLY = """
DROP TRIGGER journal_text_only_erased ON journal_entrytext;
DROP TRIGGER journal_text_not_truncated ON journal_entrytext;
DROP TRIGGER journal_text_kept ON journal_entrytext;
DROP TRIGGER journal_entry_not_truncated ON journal_entry;
DROP TRIGGER journal_entry_kept ON journal_entry;
DROP FUNCTION journal_append_only;
"""
