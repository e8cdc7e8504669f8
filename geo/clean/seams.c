/* geo/clean/seams.c - see seams.h. */
#include "geo/clean/seams.h"

#include <stdlib.h>

struct keyed { uint64_t line; uint32_t step; };

static int compare_keys(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return x->step < y->step ? -1 : x->step > y->step;
}

static uint64_t line_of(const ambit_step *step)
{
    uint32_t low = step->from < step->to ? step->from : step->to, high = step->from < step->to ? step->to : step->from;
    return (uint64_t)low << 32 | high;
}

static void gather(ambit_seams *out, const ambit_mesh *mesh, const struct keyed *keyed)
{
    for (uint32_t k = 0; k < mesh->n_steps; k++) {
        const ambit_step *step = &mesh->step[keyed[k].step];
        out->order[k] = keyed[k].step;
        if (k == 0 || keyed[k].line != keyed[k - 1].line)
            out->seam[out->n++] = (ambit_seam){ (uint32_t)(keyed[k].line >> 32), (uint32_t)keyed[k].line, k, 0, 0, 1 };
        ambit_seam *seam = &out->seam[out->n - 1];
        seam->n++;
        if (step->region == AMBIT_BRIDGE) continue;
        seam->is_bridge = 0;
        seam->lift += step->from == seam->low ? 1 : -1;
    }
}

int ambit_seams_build(ambit_seams *out, const ambit_mesh *mesh)
{
    size_t n = (size_t)mesh->n_steps + 1;
    struct keyed *keyed = calloc(n, sizeof *keyed);
    *out = (ambit_seams){ 0, calloc(n, sizeof *out->seam), calloc(n, sizeof *out->order) };
    if (keyed && out->seam && out->order) {
        for (uint32_t s = 0; s < mesh->n_steps; s++) keyed[s] = (struct keyed){ line_of(&mesh->step[s]), s };
        qsort(keyed, mesh->n_steps, sizeof *keyed, compare_keys);
        gather(out, mesh, keyed);
        free(keyed);
        return 0;
    }
    free(keyed);
    ambit_seams_reset(out);
    return -1;
}

void ambit_seams_reset(ambit_seams *seams)
{
    free(seams->seam);
    free(seams->order);
    *seams = (ambit_seams){ 0 };
}
