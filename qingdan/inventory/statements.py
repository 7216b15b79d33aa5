"""The statements of SQL that sort the rows of an inventory into items, exports and cases."""

ITEMS = """
CREATE TABLE items AS
SELECT s.subject, s.profile, s.holder, s.title, s.file, s.line, e.profiles, e.names, l.listings
FROM (
  SELECT * FROM subjects
  WHERE profile IN (SELECT profile FROM profiles WHERE kind = 'DataItem')
) s
LEFT JOIN (
  SELECT
    item,
    list(profile ORDER BY name) AS profiles,
    list(name ORDER BY name) AS names
  FROM exports
  GROUP BY item
) e ON e.item = s.subject
LEFT JOIN (
  SELECT target, list(DISTINCT subject ORDER BY subject) AS listings
  FROM links
  WHERE kind = 'lists'
    AND subject IN (
      SELECT subject FROM subjects
      JOIN profiles USING (profile)
      WHERE profiles.kind = 'Inventory'
    )
  GROUP BY target
) l ON l.target = s.subject
"""
EXPORTS = """
CREATE TABLE exports AS
SELECT
  export,
  item,
  profile,
  file,
  line,
  CASE
    WHEN NOT starts_with(export, '_:') THEN export
    WHEN number = 1 THEN item || joint || 'export'
    ELSE item || joint || 'export-' || number
  END AS name
FROM (
  SELECT
    l.subject AS export,
    l.target AS item,
    CASE WHEN contains(l.target, '#') THEN '-' ELSE '#' END AS joint,
    s.profile,
    s.file,
    s.line,
    row_number() OVER (
      PARTITION BY l.target, starts_with(l.subject, '_:') ORDER BY p.rank
    ) AS number
  FROM (SELECT DISTINCT subject, target FROM links WHERE kind = 'exportOf') l
  JOIN subjects s ON s.subject = l.subject
  JOIN profiles p ON p.profile = s.profile AND p.kind = 'Export'
)
"""
KEYS = """
CREATE TABLE keys AS
SELECT
  row_number() OVER () AS key,
  profile,
  alike,
  profiles,
  listings,
  count(*) AS items,
  arg_min(struct_pack(s := subject, f := file, l := line), subject) AS sample
FROM items
LEFT JOIN alike USING (holder)
GROUP BY profile, alike, profiles, listings
"""
OF_KEYS = """
SELECT k.key, arg_min(struct_pack(s := i.subject, f := i.file, l := i.line), i.subject, {most})
FROM items i
LEFT JOIN alike a ON a.holder = i.holder
JOIN (SELECT * FROM keys WHERE key IN (SELECT unnest(?))) k
  ON k.profile = i.profile
  AND k.alike IS NOT DISTINCT FROM a.alike
  AND k.profiles IS NOT DISTINCT FROM i.profiles
  AND k.listings IS NOT DISTINCT FROM i.listings
GROUP BY k.key
"""
GROUPS = """
CREATE OR REPLACE TABLE groups AS
SELECT
  row_number() OVER (ORDER BY min(subject)) AS number,
  profile,
  holder,
  profiles,
  listings,
  count(*) AS items,
  arg_min(struct_pack(s := subject, f := file, l := line), subject) AS sample
FROM items
GROUP BY profile, holder, profiles, listings
"""
GROUPED = """
SELECT i.subject, g.number, i.names
FROM items i
JOIN groups g
  ON g.profile = i.profile
  AND g.holder IS NOT DISTINCT FROM i.holder
  AND g.profiles IS NOT DISTINCT FROM i.profiles
  AND g.listings IS NOT DISTINCT FROM i.listings
"""
KEYED = """
CREATE {table} AS
SELECT i.*, k.key
FROM items i
LEFT JOIN alike a ON a.holder = i.holder
JOIN keys k
  ON k.profile = i.profile
  AND k.alike IS NOT DISTINCT FROM a.alike
  AND k.profiles IS NOT DISTINCT FROM i.profiles
  AND k.listings IS NOT DISTINCT FROM i.listings
"""
