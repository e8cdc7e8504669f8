/* tools/commands/cmd_init.c - `ambit init`: a first plan that solves as it is, for a person to write over. */
#include "instances/base/folder.h"
#include "instances/base/status.h"
#include "tools/command.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char plan_yaml[] =
    "# A plan for ambit: which files, which rules. `ambit check .` finds mistakes, `ambit solve .` plans.\n"
    "# Lines that begin with # are comments; those with a key show what else there is.\n"
    "name: A first plan\n"
    "period: {start: 2027-01-01, months: 12}\n"
    "\n"
    "# Accounts: an id, a place in degrees, and any numbers. Columns that mean something by their name: visits\n"
    "# (in the period, default 1), minutes (of a visit), current_rep, locked_rep, group, segment.\n"
    "accounts: {file: accounts.csv, id: account_id, lon: lon, lat: lat, name: name}\n"
    "\n"
    "# Reps: an id and a home. fte sets the share of each (default 1); segments is a list such as retail;health.\n"
    "reps: {file: reps.csv, id: rep_id, lon: lon, lat: lat}\n"
    "\n"
    "# Regions: a shapefile, zipped or not, GeoJSON, or a table; for the map, or as units with `assign: regions`.\n"
    "# regions: {file: counties.shp, id: GEOID, name: NAME}\n"
    "assign: accounts\n"
    "# contiguity: {rule: rook, islands: attach}                  # with assign: regions, territories hang together\n"
    "# compactness: {border: 0.1}                                 # and a km of border between them costs that much\n"
    "\n"
    "# Without homes: as many territories as you say, each at its best centre; reps with coordinates stay at home.\n"
    "# territories: {count: 3, objective: hours}                  # or distance, or moment\n"
    "\n"
    "# Every rule is hard: each rep gets its share of the measure, give or take the tolerance. workload is visits x\n"
    "# minutes, in hours; accounts counts them; other measures are columns of the accounts.\n"
    "balance:\n"
    "  - {measure: workload, tolerance: 15%}\n"
    "  - {measure: opportunity, tolerance: 20%}\n"
    "#  - {measure: opportunity, where: tier=A, tolerance: 30%}   # the same, for one class alone\n"
    "# limits: {max_accounts: 250}\n"
    "# forbidden: pairs.csv                                       # unit_id,rep_id that must not be\n"
    "\n"
    "# What is made small: the hours of travel, visits x round trip. Or hours of your own: {matrix: hours.csv}.\n"
    "travel: {speed_km_h: 60, circuity: 1.3}\n"
    "\n"
    "# With a column current_rep: what a change costs (hours), and how much may change.\n"
    "# stability: {current: current_rep, weight: 1, max_moved: {accounts: 20%}}\n"
    "\n"
    "# For `ambit quota`, once there is a plan.\n"
    "# quota: {target: 1000000, split: even, hedge: 5%, ramp: {months: 6, share: 50%}}\n"
    "# For `ambit coverage`: the accounts need a column last_activity.\n"
    "# coverage: {active_since: 2026-01-01, selling_share: 35%}\n";

static const char accounts_csv[] =
    "account_id,name,lon,lat,visits,minutes,opportunity,tier\n"
    "A01,Astoria Pharmacy,-123.831,46.188,6,60,42000,B\n"
    "A02,Tillamook Dairy,-123.844,45.456,4,60,31000,C\n"
    "A03,Hillsboro Clinic,-122.990,45.523,12,45,88000,A\n"
    "A04,Beaverton Labs,-122.804,45.487,12,45,97000,A\n"
    "A05,Portland General,-122.676,45.523,16,60,120000,A\n"
    "A06,Gresham Dental,-122.431,45.500,8,45,54000,B\n"
    "A07,The Dalles Care,-121.179,45.594,5,60,36000,C\n"
    "A08,Oregon City Health,-122.607,45.357,8,45,61000,B\n"
    "A09,Newberg Supplies,-122.973,45.300,5,60,38000,C\n"
    "A10,McMinnville Clinic,-123.199,45.210,6,60,45000,B\n"
    "A11,Salem Hospital,-123.035,44.943,14,60,110000,A\n"
    "A12,Keizer Dental,-123.026,44.990,6,45,47000,B\n"
    "A13,Albany Works,-123.106,44.637,7,60,52000,B\n"
    "A14,Corvallis Labs,-123.262,44.565,9,60,76000,A\n"
    "A15,Newport Harbor,-124.053,44.637,4,60,29000,C\n"
    "A16,Lebanon Mill,-122.907,44.537,4,60,33000,C\n"
    "A17,Eugene General,-123.087,44.052,14,60,105000,A\n"
    "A18,Springfield Care,-123.022,44.046,9,45,68000,B\n"
    "A19,Florence Pharmacy,-124.100,43.983,4,60,27000,C\n"
    "A20,Cottage Grove Clinic,-123.060,43.798,4,60,30000,C\n"
    "A21,Roseburg Hospital,-123.342,43.217,8,60,64000,B\n"
    "A22,Coos Bay Harbor,-124.218,43.367,6,60,41000,B\n"
    "A23,Bend Clinic,-121.315,44.058,10,60,83000,A\n"
    "A24,Redmond Supplies,-121.174,44.273,5,60,37000,C\n";

static const char reps_csv[] =
    "rep_id,name,lon,lat,fte\n"
    "R1,Ada Ahlberg,-122.676,45.523,1\n"
    "R2,Ben Brandt,-123.035,44.943,1\n"
    "R3,Cleo Castro,-123.087,44.052,1\n";

static const char *const own[] = { "accounts.csv", "reps.csv", "plan.yaml", NULL };
static const char *const text[] = { accounts_csv, reps_csv, plan_yaml };

static ambit_status write_templates(const char *path, ambit_error *err)
{
    ambit_folder *folder;
    ambit_status status = ambit_folder_open(&folder, path, own, 0, err);
    for (int i = 0; own[i] && !status; i++) {
        FILE *to;
        status = ambit_folder_create(folder, own[i], &to, err);
        if (status) break;
        fputs(text[i], to);
        status = ambit_folder_close_file(folder, to, own[i], err);
    }
    if (!status) status = ambit_folder_publish(folder, NULL, err);
    ambit_folder_free(folder);
    return status;
}

/* The advice to use --force would be wrong here: a template must never replace somebody's data. */
static ambit_status look(const char *path, ambit_error *err)
{
    char file[4096];
    struct stat info;
    for (int i = 0; own[i]; i++) {
        int length = snprintf(file, sizeof file, "%s/%s", path, own[i]);
        if (length < 0 || (size_t)length >= sizeof file) return ambit_fail(err, AMBIT_E_FILE, "the path is too long");
        if (!lstat(file, &info))
            return ambit_fail(err, AMBIT_E_FILE, "%s: is there already, and init never overwrites; name another folder",
                              file);
    }
    return AMBIT_OK;
}

ambit_exit ambit_cmd_init(const ambit_request *request)
{
    ambit_error err = { AMBIT_OK, "" };
    if (look(request->plan, &err) || write_templates(request->plan, &err)) return ambit_command_fail(&err);
    if (!request->quiet)
        printf("%s holds plan.yaml, accounts.csv and reps.csv: a plan that solves as it is.\nNext: ambit solve %s\n",
               request->plan, request->plan);
    return AMBIT_EXIT_OK;
}
