"""
What is asked of the rows of a register when exports, strays and
subjects of several classes are validated.
"""

from __future__ import annotations

EXPORTS = """
SELECT
  s.profile,
  coalesce(l.good, 0) AS good,
  coalesce(l.bad, 0) AS bad,
  count(*) AS many,
  arg_min(s.subject, s.subject) AS sample
FROM subjects s
JOIN profiles p ON p.profile = s.profile
LEFT JOIN targets l ON l.subject = s.subject
WHERE p.kind = 'Export'
GROUP BY s.profile, good, bad
ORDER BY sample
"""


OF_EXPORTS = """
SELECT s.subject, s.file, s.line{target}
FROM subjects s
LEFT JOIN targets l USING (subject)
WHERE s.profile = ?
  AND coalesce(l.good, 0) = ?
  AND coalesce(l.bad, 0) = ?
"""


TARGETS = """
CREATE OR REPLACE TEMP TABLE targets AS
SELECT
  subject,
  count(*) FILTER (is_item) AS good,
  count(*) FILTER (NOT is_item) AS bad,
  list(target ORDER BY target) FILTER (NOT is_item) AS nowhere
FROM (
  SELECT DISTINCT l.subject, l.target, i.subject IS NOT NULL AS is_item
  FROM links l
  LEFT JOIN items i ON i.subject = l.target
  WHERE l.kind = 'exportOf'
)
GROUP BY subject
"""


DOUBLES = """
SELECT subject, profile, holder
FROM subjects
WHERE profile IN (SELECT unnest(?))
ORDER BY subject
"""


LINKS_OF = """
SELECT DISTINCT l.kind, l.target, i.subject IS NOT NULL
FROM links l
LEFT JOIN items i ON i.subject = l.target
WHERE l.subject = ?
ORDER BY l.kind, l.target
"""


STRAY = """
SELECT
  s.subject,
  s.profile,
  CASE WHEN p.kind != 'DataItem' THEN s.holder END AS stray,
  list(DISTINCT l.target ORDER BY l.target) FILTER (l.kind = 'exportOf') AS exports,
  list(DISTINCT l.target ORDER BY l.target) FILTER (l.kind = 'lists') AS lists
FROM subjects s
JOIN profiles p ON p.profile = s.profile
LEFT JOIN links l ON l.subject = s.subject
  AND p.kind != CASE l.kind WHEN 'lists' THEN 'Inventory' ELSE 'Export' END
WHERE l.subject IS NOT NULL
  OR (s.holder IS NOT NULL AND p.kind != 'DataItem')
GROUP BY s.subject, s.profile, stray
ORDER BY s.subject
"""
