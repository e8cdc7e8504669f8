-- Coverage once more, by another road: the same files, sums in SQL, and every figure that `ambit coverage` wrote held
-- against them. Prints one line for each figure that differs, and at last how many were compared.
--
-- Run in the folder of the plan that test_coverage_sql.c makes up: regions are squares of one degree in a row.
.mode csv
.import accounts.csv accounts
.import reps.csv reps
.import managers.csv managers
.import hours.csv hours
.import out/assignment.csv assignment
.import out/coverage.csv seen_reps
.import out/coverage_summary.csv seen_summary
.import out/white_space.csv seen_regions

CREATE TABLE account AS
SELECT a.account_id AS id, p.rep_id AS rep, a.segment AS segment,
       CASE WHEN CAST(a.lat AS REAL) < 1 THEN 'N' || CAST(CAST(a.lon AS REAL) AS INTEGER) END AS region,
       a.last_activity >= '2026-01-01' AS active, CAST(nullif(a.worth, '') AS REAL) AS worth,
       CAST(a.visits AS REAL) AS visits, CAST(a.visits AS REAL) * CAST(a.minutes AS REAL) / 60 AS visit_h,
       CAST(h.hours AS REAL) AS way_h
FROM accounts a JOIN assignment p ON p.unit_id = a.account_id
LEFT JOIN hours h ON h.unit_id = a.account_id AND h.rep_id = p.rep_id;

-- Half of the year's 1,920 hours, a twelfth of it a month; nobody starts or is on leave within a month.
CREATE TABLE month AS
WITH RECURSIVE m(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM m WHERE n < 11)
SELECT n, date('2027-01-01', '+' || n || ' months') AS first FROM m;
CREATE TABLE available AS
SELECT r.rep_id AS rep, sum(1920.0 / 12 * 0.5 * CAST(r.fte AS REAL) * CASE
           WHEN r.start_date > m.first THEN 0
           WHEN r.leave_from <> '' AND m.first >= r.leave_from AND m.first < r.leave_to THEN 0
           WHEN r.start_date = '' OR date(r.start_date, '+3 months') <= m.first THEN 1
           ELSE 0.5 END) AS hours
FROM reps r CROSS JOIN month m GROUP BY r.rep_id;

-- Whose figures are the sums of which reps: each rep's own; of those who lead, all below them and their own; all.
CREATE TABLE sums AS
WITH RECURSIVE person(id, manager) AS (SELECT rep_id, manager FROM reps UNION SELECT manager_id, manager FROM managers),
chain(rep, who) AS (
    SELECT rep_id, rep_id FROM reps
    UNION SELECT c.rep, p.manager FROM chain c JOIN person p ON p.id = c.who WHERE p.manager <> '')
SELECT 'rep' AS w_role, rep_id AS w_id, rep_id AS rep FROM reps
UNION ALL SELECT 'manager', who, rep FROM chain WHERE who IN (SELECT manager FROM person)
UNION ALL SELECT 'manager', manager_id, NULL FROM managers -- whom nobody may report to
UNION ALL SELECT 'company', 'TOTAL', rep_id FROM reps;

CREATE TABLE wanted AS
SELECT w.w_role, w.w_id, count(a.id) AS w_accounts, coalesce(sum(a.active), 0) AS w_active,
       count(DISTINCT a.region) AS w_regions, count(DISTINCT CASE WHEN a.active THEN a.region END) AS w_engaged,
       total(a.worth) AS w_potential, total(CASE WHEN a.active THEN a.worth END) AS w_active_potential,
       total(a.visit_h) AS w_visit_h, total(a.visits * a.way_h) AS w_travel_h,
       total(CASE WHEN a.way_h / 2 <= 1 THEN a.worth END) AS w_reach_1,
       total(CASE WHEN a.way_h / 2 <= 2 THEN a.worth END) AS w_reach_2,
       (SELECT total(v.hours) FROM available v JOIN sums x ON x.rep = v.rep
        WHERE x.w_role = w.w_role AND x.w_id = w.w_id) AS w_available
FROM sums w LEFT JOIN account a ON a.rep = w.rep GROUP BY w.w_role, w.w_id;
INSERT INTO wanted
SELECT 'segment', segment, count(*), sum(active), NULL, NULL, total(worth), total(CASE WHEN active THEN worth END),
       total(visit_h), total(visits * way_h), total(CASE WHEN way_h / 2 <= 1 THEN worth END),
       total(CASE WHEN way_h / 2 <= 2 THEN worth END), NULL
FROM account GROUP BY segment;
CREATE TABLE region AS
SELECT region AS w_id, count(*) AS w_accounts, sum(active) AS w_active, total(worth) AS w_potential,
       total(CASE WHEN active THEN worth END) AS w_active_potential, count(DISTINCT rep) AS w_reps
FROM account WHERE region IS NOT NULL GROUP BY region;

-- Pairs of what was written and what is wanted; ratios are written with nine decimals. An empty cell is NULL.
CREATE TABLE figure (whose, which, seen, wanted);
CREATE VIEW r AS SELECT * FROM seen_reps LEFT JOIN wanted ON w_id = rep_id AND w_role = 'rep';
INSERT INTO figure
          SELECT rep_id, 'accounts', accounts, w_accounts FROM r
UNION ALL SELECT rep_id, 'active_accounts', active_accounts, w_active FROM r
UNION ALL SELECT rep_id, 'account_coverage', account_coverage, w_active * 1.0 / nullif(w_accounts, 0) FROM r
UNION ALL SELECT rep_id, 'potential', potential, w_potential FROM r
UNION ALL SELECT rep_id, 'active_potential', active_potential, w_active_potential FROM r
UNION ALL SELECT rep_id, 'potential_coverage', potential_coverage, w_active_potential / nullif(w_potential, 0) FROM r
UNION ALL SELECT rep_id, 'hours_needed', hours_needed, w_visit_h + w_travel_h FROM r
UNION ALL SELECT rep_id, 'hours_available', hours_available, w_available FROM r
UNION ALL SELECT rep_id, 'capacity_coverage', capacity_coverage,
                 (w_visit_h + w_travel_h) / nullif(w_available, 0) FROM r;
CREATE VIEW s AS SELECT * FROM seen_summary LEFT JOIN wanted ON w_id = id AND w_role = role WHERE role <> 'nobody';
INSERT INTO figure
          SELECT role || ' ' || id, 'accounts', accounts, w_accounts FROM s
UNION ALL SELECT role || ' ' || id, 'active_accounts', active_accounts, w_active FROM s
UNION ALL SELECT role || ' ' || id, 'account_coverage', account_coverage, w_active * 1.0 / nullif(w_accounts, 0) FROM s
UNION ALL SELECT role || ' ' || id, 'potential', potential, w_potential FROM s
UNION ALL SELECT role || ' ' || id, 'active_potential', active_potential, w_active_potential FROM s
UNION ALL SELECT role || ' ' || id, 'potential_coverage', potential_coverage,
                 w_active_potential / nullif(w_potential, 0) FROM s
UNION ALL SELECT role || ' ' || id, 'hours_needed', hours_needed, w_visit_h + w_travel_h FROM s
UNION ALL SELECT role || ' ' || id, 'hours_available', hours_available, w_available FROM s
UNION ALL SELECT role || ' ' || id, 'capacity_coverage', capacity_coverage,
                 (w_visit_h + w_travel_h) / nullif(w_available, 0) FROM s
UNION ALL SELECT role || ' ' || id, 'regions', regions, w_regions FROM s
UNION ALL SELECT role || ' ' || id, 'engaged_regions', engaged_regions, w_engaged FROM s
UNION ALL SELECT role || ' ' || id, 'region_coverage', region_coverage, w_engaged * 1.0 / nullif(w_regions, 0) FROM s
UNION ALL SELECT role || ' ' || id, 'white_space', white_space, w_potential - w_active_potential FROM s
UNION ALL SELECT role || ' ' || id, 'visit_hours', visit_hours, w_visit_h FROM s
UNION ALL SELECT role || ' ' || id, 'travel_hours', travel_hours, w_travel_h FROM s
UNION ALL SELECT role || ' ' || id, 'reach_1h', reach_1h, w_reach_1 / nullif(w_potential, 0) FROM s
UNION ALL SELECT role || ' ' || id, 'reach_2h', reach_2h, w_reach_2 / nullif(w_potential, 0) FROM s;
CREATE VIEW n AS SELECT * FROM seen_regions LEFT JOIN region ON w_id = region_id;
INSERT INTO figure
          SELECT region_id, 'reps', reps, coalesce(w_reps, 0) FROM n
UNION ALL SELECT region_id, 'accounts', accounts, coalesce(w_accounts, 0) FROM n
UNION ALL SELECT region_id, 'active_accounts', active_accounts, coalesce(w_active, 0) FROM n
UNION ALL SELECT region_id, 'potential', potential, coalesce(w_potential, 0) FROM n
UNION ALL SELECT region_id, 'active_potential', active_potential, coalesce(w_active_potential, 0) FROM n
UNION ALL SELECT region_id, 'white_space', white_space, coalesce(w_potential - w_active_potential, 0) FROM n;

-- Rows that are missing, and the numbers of some kinds of overlaps and gaps.
.import out/overlaps.csv overlaps
INSERT INTO figure
          SELECT 'rows', 'coverage.csv', (SELECT count(*) FROM seen_reps), (SELECT count(*) FROM reps)
UNION ALL SELECT 'rows', 'coverage_summary.csv', (SELECT count(*) - 1 FROM seen_summary), (SELECT count(*) FROM wanted)
UNION ALL SELECT 'rows', 'region_shared', (SELECT count(*) FROM overlaps WHERE kind = 'region_shared'),
                 (SELECT count(*) FROM region WHERE w_reps > 1)
UNION ALL SELECT 'rows', 'outside', (SELECT count(*) FROM overlaps WHERE kind = 'account_outside_regions'),
                 (SELECT count(*) FROM account WHERE region IS NULL)
UNION ALL SELECT 'rows', 'duplicates', (SELECT count(*) FROM overlaps WHERE kind LIKE 'duplicate%'),
                 (SELECT count(*) - count(DISTINCT lower(name) || '|' || lon || '|' || lat) FROM accounts);

UPDATE figure SET seen = CAST(nullif(seen, '') AS REAL);
SELECT 'differs', whose, which, seen, wanted FROM figure
WHERE (seen IS NULL) <> (wanted IS NULL) OR abs(seen - wanted) > 1e-9 * max(1, abs(wanted));
SELECT 'compared', count(*) FROM figure;
