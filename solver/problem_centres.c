/* solver/problem_centres.c - the builder's part about centres: places in a plane, what a visit costs by distance,
 * which territories choose their centre, and what borders between territories cost. */
#include "solver/problem_check.h"
#include <stdlib.h>
#include <string.h>

/* ---- A plane ----------------------------------------------------------------------------------------------------- */

static const double FAR = 1e150; /* squares of what is below stay finite */
static const char *const NEAR = "a number below 1e150";

static ambit_status check_plane(const ambit_problem *p, const double *unit_x, const double *unit_y, const double *rep_x,
        const double *rep_y, ambit_error *err)
{
    if (!rep_x != !rep_y)
        return ambit_fail(err, AMBIT_E_INPUT, "rep_x and rep_y: found one of them, expected both or none");
    ambit_status status = ambit_problem_check_range(p, unit_x, p->n_units, -FAR, FAR, "unit_x",
            ambit_problem_unit_name, NEAR, err);
    if (status == AMBIT_OK)
        status = ambit_problem_check_range(p, unit_y, p->n_units, -FAR, FAR, "unit_y", ambit_problem_unit_name, NEAR,
                err);
    if (status == AMBIT_OK && rep_x)
        status = ambit_problem_check_homes(p, (ambit_problem_axis){ rep_x, FAR, "rep_x", NEAR },
                (ambit_problem_axis){ rep_y, FAR, "rep_y", NEAR }, err);
    return status;
}

static void drop_globe(ambit_problem *p)
{
    free(p->unit_lon_deg), free(p->unit_lat_deg), free(p->rep_lon_deg), free(p->rep_lat_deg);
    free(p->unit_at), free(p->rep_at);
    p->unit_lon_deg = p->unit_lat_deg = p->rep_lon_deg = p->rep_lat_deg = NULL;
    p->unit_at = p->rep_at = NULL;
}

ambit_status ambit_problem_set_plane(ambit_problem *p, const double *unit_x, const double *unit_y, const double *rep_x,
        const double *rep_y, ambit_rounding rounding, ambit_error *err)
{
    if (rounding != AMBIT_ROUND_NOT && rounding != AMBIT_ROUND_DOWN && rounding != AMBIT_ROUND_NEAREST)
        return ambit_fail(err, AMBIT_E_INPUT, "rounding: found %d, expected one of AMBIT_ROUND_...", (int)rounding);
    ambit_status status = check_plane(p, unit_x, unit_y, rep_x, rep_y, err);
    if (status != AMBIT_OK) return status;
    double *copy[4] = { ambit_problem_copy(unit_x, p->n_units, sizeof(double)),
                        ambit_problem_copy(unit_y, p->n_units, sizeof(double)),
                        rep_x ? ambit_problem_copy(rep_x, p->n_reps, sizeof(double)) : NULL,
                        rep_y ? ambit_problem_copy(rep_y, p->n_reps, sizeof(double)) : NULL };
    if (!copy[0] || !copy[1] || (rep_x && (!copy[2] || !copy[3]))) {
        for (int i = 0; i < 4; i++) free(copy[i]);
        return ambit_problem_no_memory("places", err);
    }
    drop_globe(p);
    free(p->unit_x), free(p->unit_y), free(p->rep_x), free(p->rep_y);
    p->unit_x = copy[0], p->unit_y = copy[1], p->rep_x = copy[2], p->rep_y = copy[3];
    p->rounding = rounding;
    p->hours_per_km = 0;
    return AMBIT_OK;
}

ambit_status ambit_problem_set_travel(ambit_problem *p, ambit_travel travel, ambit_error *err)
{
    if (travel != AMBIT_TRAVEL_HOURS && travel != AMBIT_TRAVEL_DISTANCE && travel != AMBIT_TRAVEL_MOMENT)
        return ambit_fail(err, AMBIT_E_INPUT, "travel: found %d, expected one of AMBIT_TRAVEL_...", (int)travel);
    p->travel = travel;
    return AMBIT_OK;
}

/* ---- Centres ----------------------------------------------------------------------------------------------------- */

static ambit_status check_centres(const ambit_problem *p, const ambit_centres *c, ambit_error *err)
{
    char name[80];
    uint32_t n_free = 0;
    if (!p->unit_at && !p->unit_x)
        return ambit_fail(err, AMBIT_E_INPUT, "centres: found units without places, expected "
                "ambit_problem_set_places or ambit_problem_set_plane before");
    for (uint32_t r = 0; r < p->n_reps; r++) {
        bool is_free = !c->is_free || c->is_free[r], placed = ambit_problem_has_home(p, r);
        n_free += is_free;
        if (!is_free && !placed)
            return ambit_fail(err, AMBIT_E_INPUT, "centres: %s is neither free nor has it a place, expected one of the "
                    "two", ambit_problem_rep_name(p, r, name));
    }
    if (n_free == 0) return ambit_fail(err, AMBIT_E_INPUT, "centres: found no free rep, expected at least one");
    return c->capacity ? ambit_problem_check_amounts(p, c->capacity, p->n_units, "capacity", ambit_problem_unit_name,
                                                     err) : AMBIT_OK;
}

/* A copy of flags as 0 and 1; NULL: all of them are 1. */
static uint8_t *copy_flags(const uint8_t *from, uint32_t n)
{
    uint8_t *to = malloc(n);
    for (uint32_t i = 0; to && i < n; i++) to[i] = !from || from[i];
    return to;
}

ambit_status ambit_problem_set_centres(ambit_problem *p, const ambit_centres *centres, ambit_error *err)
{
    if (!centres) return ambit_fail(err, AMBIT_E_INPUT, "centres: found NULL, expected an ambit_centres");
    ambit_status status = check_centres(p, centres, err);
    if (status != AMBIT_OK) return status;
    uint8_t *is_free = copy_flags(centres->is_free, p->n_reps);
    uint8_t *may = centres->may_centre ? copy_flags(centres->may_centre, p->n_units) : NULL;
    double *capacity = centres->capacity ? ambit_problem_copy(centres->capacity, p->n_units, sizeof *capacity) : NULL;
    if (!is_free || (centres->may_centre && !may) || (centres->capacity && !capacity)) {
        free(is_free), free(may), free(capacity);
        return ambit_problem_no_memory("centres", err);
    }
    free(p->is_free), free(p->may_centre), free(p->capacity);
    p->is_free = is_free, p->may_centre = may, p->capacity = capacity;
    p->has_centres = true;
    return AMBIT_OK;
}

/* ---- Borders that cost ------------------------------------------------------------------------------------------- */

ambit_status ambit_problem_set_border_cost(ambit_problem *p, const ambit_border *border, const double *cost,
        size_t n_borders, ambit_error *err)
{
    ambit_border *sorted;
    char text[32];
    ambit_status status = ambit_problem_copy_borders(&sorted, p, border, n_borders, err);
    if (status != AMBIT_OK) return status;
    double *copy = calloc(n_borders + 1, sizeof *copy);
    if (!copy) status = ambit_problem_no_memory("borders", err);
    for (size_t k = 0; status == AMBIT_OK && k < n_borders; k++) {
        if (!cost || !(cost[k] >= 0) || isinf(cost[k]))
            status = ambit_fail(err, AMBIT_E_INPUT, "cost[%zu] of a border: found %s, expected a finite number of at "
                    "least 0", k, cost ? ambit_problem_number_text(cost[k], text) : "NULL");
        else copy[ambit_problem_find_border(sorted, n_borders, border[k])] = cost[k];
    }
    if (status != AMBIT_OK) {
        free(sorted), free(copy);
        return status;
    }
    free(p->priced_border), free(p->border_cost);
    p->priced_border = sorted, p->border_cost = copy, p->n_priced_borders = n_borders;
    return AMBIT_OK;
}
