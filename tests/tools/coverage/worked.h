/* tests/tools/coverage/worked.h - a plan whose coverage was worked out by hand (the sums stand in test_coverage.c).
 *
 * Four square regions in a row; eight accounts, of which G lies outside and F is E once more; three reps under two
 * managers under one. R2 works half time, starts in July and ramps; R3 is on leave in March and April. Hours of the
 * way come from a matrix, so that every figure is a short number. */
#ifndef AMBIT_TEST_WORKED_H
#define AMBIT_TEST_WORKED_H
#include "tests/tools/program.h"

static const char worked_plan[] =
    "name: Worked\nperiod: {start: 2027-01-01, months: 12}\naccounts: {file: accounts.csv, lon: lon, lat: lat}\n"
    "regions: {file: regions.csv, name: NAME, wkt: wkt, crs: EPSG:4326}\nreps: {file: reps.csv}\n"
    "managers: {file: managers.csv}\n"
    "travel: {matrix: hours.csv}\nlimits: {max_accounts: 3}\n"
    "quota: {target: 1000, ramp: {months: 3, share: 50%}}\n"
    "coverage: {active_since: 2026-01-01, selling_share: 50%}\n";
static const char worked_regions[] =
    "GEOID,NAME,wkt\nN1,North,\"POLYGON((0 0,1 0,1 1,0 1,0 0))\"\nN2,\"Mid, dle\",\"POLYGON((1 0,2 0,2 1,1 1,1 0))\"\n"
    "N3,South,\"POLYGON((2 0,3 0,3 1,2 1,2 0))\"\nN4,Empty,\"POLYGON((3 0,4 0,4 1,3 1,3 0))\"\n";
static const char worked_accounts[] =
    "account_id,name,lon,lat,visits,minutes,opportunity,segment,last_activity,current_rep,locked_rep\n"
    "A,Ash,0.5,0.5,12,60,100,retail,2026-10-01,R1,\n"
    "B,Birch,0.6,0.5,6,30,50,retail,2025-12-31,R1,\n"
    "C,Cedar,1.5,0.5,4,60,30,hospital,2026-01-01,R3,\n"
    "D,Date,1.6,0.5,10,60,200,hospital,,R2,\n"
    "E,Elm,2.5,0.5,2,90,,retail,2026-05-05,R3,\n"
    "F,elm,2.5,0.5,2,90,40,retail,2025-06-30,,\n"
    "G,Gum,9,9,1,60,10,,2026-02-02,R3,\n"
    "H,Hazel,2.6,0.5,1,60,5,retail,,R2,R3\n";
static const char worked_reps[] =
    "rep_id,name,fte,start_date,leave_from,leave_to,manager,max_accounts\nR1,Ann,1,2020-01-01,,,M1,\n"
    "R2,Ben,0.5,2027-07-01,,,M1,2\nR3,Cy,1,,2027-03-01,2027-04-30,M2,\n";
static const char worked_managers[] = "manager_id,name,manager\nM1,Mia,V\nM2,Max,V\nV,Vera,\n";
static const char worked_hours[] =
    "unit_id,rep_id,hours\nA,R1,1\nB,R1,2\nC,R1,5\nD,R2,2\nE,R3,4\nF,R2,7\nG,R3,6\nH,R2,1\nH,R3,1\n";
static const char worked_assignment[] = "unit_id,rep_id\nA,R1\nB,R1\nC,R1\nD,R2\nE,R3\nF,R2\nG,R3\nH,R2\n";

/* Writes the plan w, solved by hand. NULL: as above. */
static inline void put_worked(const char *plan, const char *accounts)
{
    put("w/plan.yaml", plan ? plan : worked_plan);
    put("w/accounts.csv", accounts ? accounts : worked_accounts);
    put("w/regions.csv", worked_regions);
    put("w/reps.csv", worked_reps);
    put("w/managers.csv", worked_managers);
    put("w/hours.csv", worked_hours);
    put("w/out/assignment.csv", worked_assignment);
}

#endif
