/* tools/help.c - the words of `ambit --help`. */
#include "tools/help.h"

#include "tools/benchmark/kinds.h"

#include <string.h>

static const ambit_command commands[] = {
    { "init", "DIR", 1, 0, AMBIT_FOR_INIT, "write a commented plan.yaml and templates into DIR",
      "Writes plan.yaml, accounts.csv and reps.csv: a small plan that solves as it is, to be replaced by your own\n"
      "data. A file that exists already is never touched.\n", ambit_cmd_init },
    { "check", "PLAN", 1, 0, AMBIT_FOR_CHECK, "report every input error; nothing is solved",
      "Reads everything that PLAN names and reports all faults in one pass, with file, line and field. Then says what\n"
      "was read, and tries the cheap proofs that no plan can exist. Works on regions alone, too: their overlaps, gaps\n"
      "and slivers are measured, and --repair writes a layer without overlaps and slivers. Nothing else is written,\n"
      "but what --out and --export-lp ask for.\n", ambit_cmd_check },
    { "solve", "PLAN", 1, 0, AMBIT_FOR_SOLVE, "find the best plan, prove how good it is, write it",
      "Assigns every unit to a rep within the rules, at the least cost, and proves how far from the best that can be.\n"
      "The plan is verified independently before anything is written. Interrupt it (Ctrl-C) to stop with the best\n"
      "plan so far; a second time to leave at once. Without --time the answer depends on inputs and seed alone, not\n"
      "on the machine or the number of threads.\n", ambit_cmd_solve },
    { "evaluate", "PLAN ASSIGNMENT", 2, 0, AMBIT_FOR_EVALUATE, "audit any assignment, with bound and gap",
      "Judges ASSIGNMENT, a CSV file with the columns unit_id,rep_id, by the rules of PLAN: verdict, cost,\n"
      "deviations, and a bound below which no plan can be. Nothing is written.\n", ambit_cmd_evaluate },
    { "quota", "[adjust] PLAN", 1, 1, AMBIT_FOR_QUOTA, "derive quotas from a finished plan, or adjust them",
      "Reads the plan that solve has written (PLAN/out, or --out) and the section quota of PLAN, and writes beside it\n"
      "quotas.csv, quota_summary.csv and quota.json: an amount for each rep and month that adds up exactly, and the\n"
      "odds that quotas are met. What is bounded, hedged and ramped is said.\n"
      "`quota adjust PLAN --factor 0.9 --from 2027-04 --reason TEXT` changes the quotas that are there from a month\n"
      "on; months before stay as they are, and quota_adjustments.csv keeps what was done and why.\n",
      ambit_cmd_quota },
    { "coverage", "PLAN", 1, 0, AMBIT_FOR_COVERAGE, "coverage of accounts, capacity and pipeline",
      "Reads the plan that solve has written (PLAN/out, or --out) and the sections coverage and pipeline of PLAN, and\n"
      "says how much of each territory is active, whether hours suffice, where nobody goes, and what is in the\n"
      "pipeline. Writes beside the plan coverage.csv (by rep), coverage_summary.csv (by manager, segment, company),\n"
      "white_space.csv (by region), overlaps.csv, pipeline.csv (with deals) and coverage.json.\n", ambit_cmd_coverage },
    { "report", "PLAN", 1, 0, AMBIT_FOR_REPORT, "report.html and report.xlsx of a finished plan",
      "Reads the plan that solve has written (PLAN/out, or --out), and quotas, coverage and frontier where they lie\n"
      "beside it, and writes report.html and report.xlsx there.\n", ambit_cmd_report },
    { "export", "KIND PLAN", 2, 0, AMBIT_FOR_EXPORT, "files for other systems: salesforce, dynamics, geojson ...",
      "Reads the plan that solve has written (PLAN/out, or --out) and writes it beside in the form of KIND.\n\n"
      "  salesforce  Territory2, ObjectTerritory2Association to delete and to insert, UserTerritory2Association,\n"
      "              numbered in load order; only what differs from the plan in force\n"
      "  dynamics    territories and the territory of each account that changes it\n"
      "  geojson     territories and accounts, longitude and latitude\n"
      "  shapefile   the same for systems that want .shp\n"
      "  baf         block assignment file: BLOCKID|DISTRICT, the territory of each unit\n"
      "  csv         units and territories; --excel: with a byte order mark and CRLF\n\n"
      "The section mapping of PLAN names the columns of ids that salesforce and dynamics need. When one is missing,\n"
      "all rows without it are listed, and nothing is written.\n",
      ambit_cmd_export },
    { "size", "PLAN", 1, 0, AMBIT_FOR_SIZE, "how many reps the work needs",
      "The workload method, by calls and by hours (section size of PLAN), what travel costs with fewer or more reps,\n"
      "each number solved with a fifth of the effort of solve and with its gap, and, when size.margin and "
              "size.rep_cost\n"
      "are there, how many reps bring what they cost. Writes size.csv and size.json into PLAN/out, or --out; a "
              "finished\n"
      "plan is not needed.\n",
      ambit_cmd_size },
    { "compare", "A B", 2, 0, AMBIT_FOR_COMPARE, "two plans, rep by rep",
      "What changes from A to B: figures of each rep side by side, units that have another rep, what each gains and\n"
      "loses, travel and balance. A and B are each a plan that was solved, a folder that solve has written, or a\n"
      "file unit_id,rep_id such as an assignment.csv, which is judged by the rules of the plan it lies with, or else\n"
      "by those of the other side. Units and reps are matched by id; what only one side has is listed. With --out\n"
      "DIR, tables and compare.html with both maps.\n", ambit_cmd_compare },
    { "explain", "PLAN ID...", 1, 1, AMBIT_FOR_EXPLAIN, "why this unit is there, and the next best rep",
      "Why unit ID is where it is: travel, the worth of room, rules; what other reps would cost and break if it moved\n"
      "alone, and the cheapest chain of up to three moves that keeps every rule.\n"
      "--for-rep R writes for_R.html beside the plan, the one page that a rep gets: gained, lost, why.\n",
              ambit_cmd_explain },
    { "frontier", "PLAN", 1, 0, AMBIT_FOR_FRONTIER, "travel against balance against moves",
      "What travel, balance and moves cost each other: plans of which none is better than another one in all three,\n"
      "each with its bound. On stdout as a table between tabs (or --json), and beside the plan (PLAN/out, or --out)\n"
      "frontier.tsv, frontier_plans.csv with the rep of each unit in each point, and frontier.json for the report.\n"
      "Small problems have all points, proven; else --points, spread evenly between the least travel and the fewest\n"
      "moves at each tolerance (section frontier of PLAN; else its own, a half and a quarter of it).\n",
      ambit_cmd_frontier },
    { "scenario", "VERB PLAN [NAME...]", 1, 1, AMBIT_FOR_SCENARIO, "what-if runs in the plan's store",
      "Scenarios are lists of changes over the plan, kept with their results in ambit.db in the folder of the plan.\n"
      "In that folder PLAN may be left out.\n\n"
      "  new PLAN NAME [BASE] [--set KEY=VALUE]...  a scenario, on top of the changes of BASE; makes the store\n"
      "  list PLAN, show PLAN NAME                  what there is, and what is known of it\n"
      "  solve PLAN [NAME...]                       find their plans, all in parallel (default: all)\n"
      "  compare PLAN NAME NAME                     figures side by side, and the units that differ; `plan` is the\n"
      "                                             plan in force\n"
      "  adopt PLAN NAME [--reason TEXT]            from now on its plan is the one in force, for every command\n"
      "  revert PLAN [ENTRY]                        what was in force before an entry of the trail (default: the last\n"
      "                                             adopt or revert) is in force again\n"
      "  export PLAN NAME --out DIR                 its finished plan, with all files that solve writes\n"
      "  remove PLAN NAME                           take away one that was never adopted\n\n"
      "A scenario is done when it is proven to be within 1 % of the best (--gap), or after a tenth of the effort of\n"
      "solve. The search starts from the plan in PLAN/out, where there is one. What was adopted is not written into\n"
      "the files of the plan. Adopting is refused, but for --force, when the files or the plan in force have changed\n"
      "since the scenario was solved.\n", ambit_cmd_scenario },
    { "log", "PLAN", 1, 0, AMBIT_FOR_LOG, "the audit trail of a plan",
      "Who changed what, when and why: scenarios, adopt, revert, and, once there is a store, solve and quota adjust.\n"
      "Each entry holds the hash of the one before. --verify ends with 1 and names the first entry that was altered\n"
      "or is missing, also at the end. Who rewrites the whole file cannot be seen from inside: keep the last hash\n"
      "elsewhere.\n",
      ambit_cmd_log },
    { "generate", "--out DIR", 0, 0, AMBIT_FOR_GENERATE, "write a random plan folder of any size",
      "Draws accounts in towns, heavy-tailed amounts and reps, and writes plan.yaml, accounts.csv and reps.csv into\n"
      "DIR. There is always a plan within its rules. The same options give the same bytes.\n", ambit_cmd_generate },
    { "benchmark", "KIND FILE...", 2, 1, AMBIT_FOR_BENCHMARK, "solve published instances, one row each",
      "Solves each FILE and prints a header and one row an instance, separated by tabs: its size, cost, bound, gap in\n"
      "%, seconds and status. The status is optimal, feasible, infeasible (proven) or unknown.\n"
      "--time, --effort and --gap hold for each instance. With --out DIR each assignment goes to DIR/NAME.assignment,\n"
      "one agent a line in the order of the jobs, or the centre of each unit, counted from 0; NAME is the file's name\n"
      "without its extension.\n"
      "The exit code is the greatest of any instance's.\n", ambit_cmd_benchmark },
    { NULL, NULL, 0, 0, 0, NULL, NULL, NULL },
};

enum {
    SOLVES = AMBIT_FOR_SOLVE | AMBIT_FOR_BENCHMARK,
    BESIDE = AMBIT_FOR_QUOTA | AMBIT_FOR_COVERAGE | AMBIT_FOR_REPORT | AMBIT_FOR_EXPORT, /* write beside a plan */
    WHAT_IF = AMBIT_FOR_SIZE | AMBIT_FOR_FRONTIER | AMBIT_FOR_SCENARIO,
    TELLS_JSON = AMBIT_FOR_EXPORT | AMBIT_FOR_QUOTA | AMBIT_FOR_COVERAGE | WHAT_IF | AMBIT_FOR_COMPARE
            | AMBIT_FOR_EXPLAIN | AMBIT_FOR_LOG | AMBIT_FOR_SOLVE | AMBIT_FOR_CHECK | AMBIT_FOR_EVALUATE
};

static const ambit_option options[] = {
    { "out", "DIR", AMBIT_FOR_SOLVE, "write the plan into DIR (default: out in the folder of PLAN)" },
    { "out", "DIR", BESIDE | AMBIT_FOR_FRONTIER | AMBIT_FOR_SIZE | AMBIT_FOR_EXPLAIN,
      "the folder of the finished plan (default: out in the folder of PLAN)" },
    { "out", "DIR", AMBIT_FOR_GENERATE, "the folder to write (needed)" },
    { "out", "DIR", AMBIT_FOR_COMPARE,
      "write compare.csv, compare_moves.csv and compare.html into DIR (default: nothing)" },
    { "out", "DIR", AMBIT_FOR_CHECK, "draw overlaps, gaps and slivers of the regions into DIR/faults.geojson" },
    { "repair", "OUT", AMBIT_FOR_CHECK, "write the regions without overlaps and slivers: OUT.shp or OUT.geojson" },
    { "out", "DIR", AMBIT_FOR_BENCHMARK, "write each assignment into DIR (default: none is written)" },
    { "accounts", "N", AMBIT_FOR_GENERATE, "how many accounts (default 100)" },
    { "reps", "M", AMBIT_FOR_GENERATE, "how many reps, at most as many as accounts (default 5)" },
    { "measures", "K", AMBIT_FOR_GENERATE, "how many balance rules, 1 to 4 (default 2: workload, opportunity)" },
    { "tolerance", "FRACTION", AMBIT_FOR_GENERATE, "of each rule, as 0.05 or 5% (default 5%)" },
    { "segments", "K", AMBIT_FOR_GENERATE, "so many segments; each rep serves some of them (default 0: none)" },
    { "fte-mix", NULL, AMBIT_FOR_GENERATE, "reps of 0.5 to 1.2 FTE (default: all 1)" },
    { "giants", NULL, AMBIT_FOR_GENERATE, "one rep in four has an account of 30 to 60 % of the opportunity" },
    { "calibrate", "share=X", AMBIT_FOR_QUOTA, "find the hedge with which X of the reps reach their quota" },
    { "factor", "X", AMBIT_FOR_QUOTA, "adjust: what quotas are multiplied by, such as 0.9" },
    { "from", "MONTH", AMBIT_FOR_QUOTA, "adjust: the first month that changes, such as 2027-04" },
    { "segment", "NAME", AMBIT_FOR_QUOTA, "adjust: only reps who serve this segment (default: all)" },
    { "reason", "TEXT", AMBIT_FOR_QUOTA, "adjust: why; it is kept" },
    { "reason", "TEXT", AMBIT_FOR_SCENARIO | AMBIT_FOR_SOLVE, "why; the trail keeps it" },
    { "out", "DIR", AMBIT_FOR_SCENARIO, "export: the folder to write (needed)" },
    { "user", "NAME", AMBIT_FOR_SCENARIO | AMBIT_FOR_QUOTA | AMBIT_FOR_SOLVE,
            "who, for the trail (default: the login name)" },
    { "set", "KEY=VALUE", BESIDE | WHAT_IF | AMBIT_FOR_EXPLAIN | AMBIT_FOR_SOLVE | AMBIT_FOR_CHECK | AMBIT_FOR_EVALUATE,
      "change the plan, such as reps.R12.fte=0.5; repeatable" },
    { "for-rep", "R", AMBIT_FOR_EXPLAIN, "the page that rep R gets: gained, lost, why" },
    { "points", "N", AMBIT_FOR_FRONTIER, "at most so many points (default: all exact ones, else 20)" },
    { "verify", NULL, AMBIT_FOR_LOG, "check the whole chain; exit 1 when the past was edited" },
    { "excel", NULL, AMBIT_FOR_EXPORT, "csv: with a byte order mark, as Excel wants it" },
    { "contiguous", NULL, AMBIT_FOR_BENCHMARK, "hess: districts must hang together" },
    { "round", "HOW", AMBIT_FOR_BENCHMARK, "cpmp: distances down, nearest or none (default none; cpmp01-20: down)" },
    { "force", NULL,
            BESIDE | WHAT_IF | AMBIT_FOR_COMPARE | AMBIT_FOR_EXPLAIN | SOLVES | AMBIT_FOR_CHECK | AMBIT_FOR_GENERATE,
      "replace the files of an earlier run" },
    { "engine", "NAME", SOLVES, "auto, ilp or ga (default auto: chosen by size)" },
    { "without", "PARTS", AMBIT_FOR_SOLVE, "leave out some of branching,sub-problems,genetic,pool, to measure them" },
    { "seed", "N", AMBIT_FOR_QUOTA | WHAT_IF | SOLVES | AMBIT_FOR_GENERATE, "seed of the random numbers (default 1)" },
    { "effort", "X", WHAT_IF | SOLVES | AMBIT_FOR_EVALUATE, "multiple of the counted default effort (default 1)" },
    { "time", "SECONDS", AMBIT_FOR_SCENARIO | AMBIT_FOR_FRONTIER | SOLVES,
            "stop after so much wall time (default: no limit)" },
    { "gap", "FRACTION", AMBIT_FOR_SCENARIO, "stop when proven so near the best, as 0.005 or 0.5% (default 1%)" },
    { "gap", "FRACTION", SOLVES, "stop when proven so near the best, as 0.005 or 0.5% (default 0)" },
    { "threads", "N", AMBIT_FOR_QUOTA | AMBIT_FOR_COVERAGE | WHAT_IF | SOLVES | AMBIT_FOR_CHECK | AMBIT_FOR_EVALUATE,
      "threads to use (default: all cores)" },
    { "export-lp", "FILE", AMBIT_FOR_SOLVE | AMBIT_FOR_CHECK, "write the whole model as an LP file for other solvers" },
    { "json", NULL, TELLS_JSON,
      "print JSON on stdout instead of words" },
    { "quiet", NULL, AMBIT_FOR_ALL, "no progress, no summary; errors, explanations and --json remain" },
    { "help", NULL, AMBIT_FOR_ALL, "this text" },
    { "version", NULL, AMBIT_FOR_ALL, "the version" },
    { NULL, NULL, 0, NULL },
};

const ambit_command *ambit_help_commands(void) { return commands; }
const ambit_option *ambit_help_options(void) { return options; }

const ambit_command *ambit_help_find(const char *name)
{
    for (const ambit_command *c = commands; c->name; c++)
        if (!strcmp(c->name, name)) return c;
    return NULL;
}

static void print_codes(FILE *to)
{
    fputs("\nExit codes: 0 a plan within the rules, 1 a rule is violated, 2 usage or input, 3 infeasible (explained),\n"
          "4 stopped without a plan, 5 internal.\n", to);
}

void ambit_help_print(FILE *to)
{
    fputs("ambit " AMBIT_VERSION " - territories for sales reps: balanced, near, and proven\n\n"
          "usage: ambit COMMAND [options] ...\n\n", to);
    for (const ambit_command *c = commands; c->name; c++) {
        char call[64];
        snprintf(call, sizeof call, "%s %s", c->name, c->operands);
        fprintf(to, "  ambit %-26s %s\n", call, c->meaning);
    }
    fputs("\nPLAN is a folder with a plan.yaml, or that file. `ambit COMMAND --help` says more about one command.\n"
          "A first plan: `ambit init first`, then `ambit solve first`, then open first/out/report.html.\n", to);
    print_codes(to);
}

static void print_kinds(FILE *to)
{
    fputs("\nKinds:\n", to);
    for (const ambit_benchmark_kind *k = ambit_benchmark_kinds(); k->name; k++)
        fprintf(to, "  %-8s %s\n", k->name, k->meaning);
}

void ambit_help_print_command(FILE *to, const ambit_command *command)
{
    fprintf(to, "usage: ambit %s [options] %s\n\n%s", command->name, command->operands, command->text);
    if (command->bit == AMBIT_FOR_BENCHMARK) print_kinds(to);
    fputs("\nOptions:\n", to);
    for (const ambit_option *o = options; o->name; o++) {
        char call[40];
        if (!(o->commands & command->bit)) continue;
        snprintf(call, sizeof call, "--%s%s%s", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
        fprintf(to, "  %-20s %s\n", call, o->meaning);
    }
    print_codes(to);
}
