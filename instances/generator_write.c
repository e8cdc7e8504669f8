/* instances/generator_write.c - a generated instance as a plan folder: plan.yaml, accounts.csv, reps.csv. */
#include "instances/base/folder.h"
#include "instances/generator.h"

#include <math.h>

/* Three decimals at most; amounts were rounded to fewer than that when they were drawn. */
static void write_amount(FILE *to, double value)
{
    if (value == floor(value)) fprintf(to, ",%.0f", value);
    else fprintf(to, ",%.3f", value);
}

static void write_plan(FILE *to, const ambit_generated *g)
{
    const ambit_generator_options *o = &g->options;
    fprintf(to, "# Random: ambit generate --accounts %u --reps %u --seed %llu --measures %u --tolerance %g%%",
            o->n_accounts, o->n_reps, (unsigned long long)o->seed, o->n_measures, o->tolerance * 100);
    if (o->n_segments) fprintf(to, " --segments %u", o->n_segments);
    fprintf(to, "%s%s\n", o->fte_mix ? " --fte-mix" : "", o->giants ? " --giants" : "");
    fprintf(to, "name: %u random accounts and %u reps\n", o->n_accounts, o->n_reps);
    fputs("accounts: {file: accounts.csv, id: account_id, lon: lon, lat: lat}\n"
          "reps: {file: reps.csv, id: rep_id, lon: lon, lat: lat}\n"
          "assign: accounts\n"
          "balance:\n", to);
    for (uint32_t a = 0; a < o->n_measures; a++)
        fprintf(to, "  - {measure: %s, tolerance: %g%%}\n", ambit_generator_measure(a), o->tolerance * 100);
}

static void write_accounts(FILE *to, const ambit_generated *g)
{
    fputs("account_id,lon,lat,visits", to);
    for (uint32_t a = 0; a < g->options.n_measures; a++) fprintf(to, ",%s", ambit_generator_measure(a));
    fputs(g->segment ? ",segment\n" : "\n", to);
    for (uint32_t i = 0; i < g->options.n_accounts; i++) {
        fprintf(to, "A%07u,%.5f,%.5f,%.0f", i + 1, g->lon_deg[i], g->lat_deg[i], g->visits[i]);
        for (uint32_t a = 0; a < g->options.n_measures; a++) write_amount(to, g->amount[a][i]);
        if (g->segment) fprintf(to, ",S%d", g->segment[i] + 1);
        putc('\n', to);
    }
}

static void write_reps(FILE *to, const ambit_generated *g)
{
    fprintf(to, "rep_id,lon,lat,fte%s\n", g->serves ? ",segments" : "");
    for (uint32_t r = 0; r < g->options.n_reps; r++) {
        fprintf(to, "R%04u,%.5f,%.5f,%g", r + 1, g->lon_deg[g->home[r]], g->lat_deg[g->home[r]], g->fte[r]);
        const char *before = ",";
        for (uint32_t s = 0; g->serves && s < g->options.n_segments; s++) {
            if (!(g->serves[r] >> s & 1)) continue;
            fprintf(to, "%sS%u", before, s + 1);
            before = ";";
        }
        putc('\n', to);
    }
}

ambit_status ambit_generated_write(const ambit_generated *generated, const char *folder, int force, ambit_error *err)
{
    static const struct { const char *name; void (*write)(FILE *to, const ambit_generated *generated); } files[] = {
        { "plan.yaml", write_plan }, { "accounts.csv", write_accounts }, { "reps.csv", write_reps },
    };
    static const char *const own[] = { "plan.yaml", "accounts.csv", "reps.csv", NULL };
    ambit_folder *staged;
    ambit_status status = ambit_folder_open(&staged, folder, own, force, err);
    for (size_t k = 0; status == AMBIT_OK && k < sizeof files / sizeof *files; k++) {
        FILE *file;
        status = ambit_folder_create(staged, files[k].name, &file, err);
        if (status != AMBIT_OK) break;
        files[k].write(file, generated);
        status = ambit_folder_close_file(staged, file, files[k].name, err);
    }
    if (status == AMBIT_OK) status = ambit_folder_publish(staged, NULL, err);
    ambit_folder_free(staged);
    return status;
}
