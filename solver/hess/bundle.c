#include "solver/hess/bundle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLANES = 100, EXCHANGES = 8 /* times the number of planes */, MOST_NOTES = 20 /* times that of prices */ };

static const double FAR = 4; /* promises: steps that end where a plane is so far from the centre were too long */

/* What a plane rests on; SIZE_MAX things: there was no memory to note them. */
typedef struct { size_t n, room, *thing; } notes;

struct ambit_siting_bundle {
    uint32_t n, n_planes, most, idle;   /* planes: at most PLANES, and few where there are few prices */
    double *scale, *centre;             /* [n] */
    double *slope;                      /* [PLANES * n] in units of scale */
    double *product, *above, *weight;   /* [PLANES^2]; [PLANES] how far a plane is above the centre's value; sum 1 */
    double *price;                      /* [PLANES] what a plane's weight is charged in the quadratic problem */
    double *step;                       /* [n] */
    notes use[PLANES];
    double value, stride, promise;
};

ambit_status ambit_siting_bundle_build(ambit_siting_bundle **out, uint32_t n, const double *scale, ambit_error *err)
{
    ambit_siting_bundle *b = *out = calloc(1, sizeof *b);
    if (!b) return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a bundle");
    b->n = n, b->most = n < PLANES - 10 ? n + 10 : PLANES;
    b->scale = malloc(n * sizeof(double)), b->centre = malloc(n * sizeof(double)), b->step = malloc(n * sizeof(double));
    b->slope = malloc((size_t)PLANES * n * sizeof(double));
    b->product = malloc((size_t)PLANES * PLANES * sizeof(double));
    b->above = malloc(PLANES * sizeof(double)), b->weight = malloc(PLANES * sizeof(double));
    b->price = malloc(PLANES * sizeof(double));
    if (b->scale && b->centre && b->step && b->slope && b->product && b->above && b->weight && b->price)
        return memcpy(b->scale, scale, n * sizeof(double)), AMBIT_OK;
    ambit_siting_bundle_free(b), *out = NULL;
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for a bundle of %u prices", n);
}

void ambit_siting_bundle_free(ambit_siting_bundle *b)
{
    if (!b) return;
    for (uint32_t j = 0; j < PLANES; j++) free(b->use[j].thing);
    free(b->scale), free(b->centre), free(b->step), free(b->slope);
    free(b->product), free(b->above), free(b->weight), free(b->price), free(b);
}

static double dot(const double *a, const double *b, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* ---- What planes rest on ----------------------------------------------------------------------------------------- */

static bool make_notes(notes *use, size_t n)
{
    if (use->room >= n) return true;
    size_t room = n + n / 2, *thing = realloc(use->thing, room * sizeof *thing);
    if (!thing) return false;
    use->thing = thing, use->room = room;
    return true;
}

/* A mean of planes rests on what any of them does; with too many things it is not worth noting. */
static void add_notes(notes *to, const notes *from, size_t most)
{
    if (to->n == SIZE_MAX || from->n == SIZE_MAX || to->n + from->n > most || !make_notes(to, to->n + from->n)) {
        to->n = SIZE_MAX;
        return;
    }
    memcpy(to->thing + to->n, from->thing, from->n * sizeof *to->thing);
    to->n += from->n;
}

/* ---- Planes ------------------------------------------------------------------------------------------------------ */

/* Two planes become their mean by weight, so that the model's answer stays; the second one's place is free then. */
static void merge_planes(ambit_siting_bundle *b, uint32_t to, uint32_t from)
{
    double sum = b->weight[to] + b->weight[from], x = b->weight[to] / sum, y = b->weight[from] / sum;
    double *row = b->slope + (size_t)to * b->n, *other = b->slope + (size_t)from * b->n;
    double own = x * x * b->product[to * PLANES + to] + y * y * b->product[from * PLANES + from]
                 + 2 * x * y * b->product[to * PLANES + from];
    for (uint32_t i = 0; i < b->n; i++) row[i] = x * row[i] + y * other[i];
    for (uint32_t j = 0; j < b->n_planes; j++)
        b->product[to * PLANES + j] = b->product[j * PLANES + to]
            = x * b->product[to * PLANES + j] + y * b->product[from * PLANES + j];
    b->product[to * PLANES + to] = own;
    b->above[to] = x * b->above[to] + y * b->above[from], b->weight[to] = sum, b->weight[from] = 0;
    add_notes(&b->use[to], &b->use[from], MOST_NOTES * (size_t)b->n);
}

/* Room for one more: of the planes without weight the highest goes; where all have some, the two lightest are one. */
static uint32_t make_place(ambit_siting_bundle *b)
{
    uint32_t worst = 0, next = UINT32_MAX;
    if (b->n_planes < b->most) return b->n_planes++;
    for (uint32_t j = 1; j < b->most; j++)
        if (b->weight[j] < b->weight[worst] || (b->weight[j] == b->weight[worst] && b->above[j] > b->above[worst]))
            worst = j;
    for (uint32_t j = 0; j < b->most && b->weight[worst] > 0; j++)
        if (j != worst && (next == UINT32_MAX || b->weight[j] < b->weight[next])) next = j;
    if (next != UINT32_MAX) merge_planes(b, next, worst);
    return worst;
}

static void note(notes *use, const ambit_siting_plane *plane)
{
    use->n = make_notes(use, plane->n_use) ? plane->n_use : SIZE_MAX;
    if (use->n != SIZE_MAX && use->n) memcpy(use->thing, plane->use, plane->n_use * sizeof *use->thing);
}

static void add_plane(ambit_siting_bundle *b, const ambit_siting_plane *plane, double above)
{
    uint32_t at = make_place(b);
    double *row = b->slope + (size_t)at * b->n;
    for (uint32_t i = 0; i < b->n; i++) row[i] = plane->slope[i] * b->scale[i];
    b->above[at] = above > 0 ? above : 0;
    b->weight[at] = b->n_planes == 1;
    for (uint32_t j = 0; j < b->n_planes; j++)
        b->product[at * PLANES + j] = b->product[j * PLANES + at] = dot(row, b->slope + (size_t)j * b->n, b->n);
    note(&b->use[at], plane);
}

static void drop_plane(ambit_siting_bundle *b, uint32_t at)
{
    uint32_t last = --b->n_planes;
    if (at == last) return;
    memcpy(b->slope + (size_t)at * b->n, b->slope + (size_t)last * b->n, b->n * sizeof *b->slope);
    b->above[at] = b->above[last], b->weight[at] = b->weight[last];
    memcpy(b->product + at * PLANES, b->product + last * PLANES, PLANES * sizeof *b->product);
    for (uint32_t j = 0; j < b->n_planes; j++) b->product[j * PLANES + at] = b->product[j * PLANES + last];
    b->product[at * PLANES + at] = b->product[last * PLANES + last];
    notes other = b->use[at];
    b->use[at] = b->use[last], b->use[last] = other;
}

static void share_weight(ambit_siting_bundle *b)
{
    double sum = 0;
    for (uint32_t j = 0; j < b->n_planes; j++) sum += b->weight[j];
    for (uint32_t j = 0; j < b->n_planes; j++) b->weight[j] = sum > 1e-9 ? b->weight[j] / sum : j == 0;
}

static bool holds(const notes *use, ambit_siting_bundle_open *is_open, const void *context)
{
    if (use->n == SIZE_MAX) return false;
    for (size_t i = 0; i < use->n; i++)
        if (!is_open(context, use->thing[i])) return false;
    return true;
}

/* ---- The quadratic problem --------------------------------------------------------------------------------------- */

/* Weight moves from the dearest plane that has some to the cheapest; returns how far their prices were apart. */
static double exchange(ambit_siting_bundle *b)
{
    uint32_t low = 0, high = UINT32_MAX;
    for (uint32_t j = 0; j < b->n_planes; j++) {
        if (b->price[j] < b->price[low]) low = j;
        if (b->weight[j] > 0 && (high == UINT32_MAX || b->price[j] > b->price[high])) high = j;
    }
    if (high == UINT32_MAX || high == low) return 0;
    double less = b->price[high] - b->price[low];
    double bend = b->product[low * PLANES + low] + b->product[high * PLANES + high]
                  - 2 * b->product[low * PLANES + high];
    double by = fmin(bend > 0 ? less / (b->stride * bend) : 1, b->weight[high]);
    b->weight[low] += by;
    b->weight[high] = b->weight[high] - by > 1e-13 ? b->weight[high] - by : 0;
    for (uint32_t j = 0; j < b->n_planes; j++)
        b->price[j] += b->stride * by * (b->product[low * PLANES + j] - b->product[high * PLANES + j]);
    return less;
}

static double weigh(ambit_siting_bundle *b)
{
    for (uint32_t j = 0; j < b->n_planes; j++)
        b->price[j] = b->above[j] + b->stride * dot(b->product + j * PLANES, b->weight, b->n_planes);
    double promise = 0;
    for (uint32_t turn = 0; turn < EXCHANGES * b->n_planes; turn++) {
        double apart = exchange(b);
        if (turn % 8 == 0) promise = dot(b->price, b->weight, b->n_planes);
        if (apart <= 0.01 * promise) break;
    }
    return dot(b->price, b->weight, b->n_planes);
}

/* ---- The climb --------------------------------------------------------------------------------------------------- */

void ambit_siting_bundle_start(ambit_siting_bundle *b, const double *x, const ambit_siting_plane *plane, double stride)
{
    memcpy(b->centre, x, b->n * sizeof *x);
    b->n_planes = b->idle = 0, b->value = plane->value, b->stride = stride;
    add_plane(b, plane, 0);
}

void ambit_siting_bundle_raise(ambit_siting_bundle *b, const ambit_siting_plane *plane,
        ambit_siting_bundle_open *is_open, const void *context)
{
    for (uint32_t j = b->n_planes; j-- > 0;) {
        b->above[j] = fmax(b->above[j] - (plane->value - b->value), 0);
        if (!holds(&b->use[j], is_open, context)) drop_plane(b, j);
    }
    b->value = plane->value;
    share_weight(b);
    add_plane(b, plane, 0);
}

double ambit_siting_bundle_next(ambit_siting_bundle *b, double *x)
{
    b->promise = weigh(b);
    memset(b->step, 0, b->n * sizeof *b->step);
    for (uint32_t j = 0; j < b->n_planes; j++) {
        const double *row = b->slope + (size_t)j * b->n, by = b->weight[j] * b->stride;
        for (uint32_t i = 0; i < b->n && by > 0; i++) b->step[i] += by * row[i];
    }
    for (uint32_t i = 0; i < b->n; i++) x[i] = b->centre[i] + b->step[i] * b->scale[i];
    return b->promise;
}

bool ambit_siting_bundle_tell(ambit_siting_bundle *b, const double *x, const ambit_siting_plane *plane)
{
    double gain = plane->value - b->value, share = gain / b->promise, along = 0;
    for (uint32_t i = 0; i < b->n; i++) b->step[i] = (x[i] - b->centre[i]) / b->scale[i];
    if (!(share > 0.1)) {
        for (uint32_t i = 0; i < b->n; i++) along += plane->slope[i] * (b->centre[i] - x[i]);
        add_plane(b, plane, gain + along);
        if (gain + along > FAR * b->promise && ++b->idle == 4) b->stride *= 0.8, b->idle = 0;
        if (gain + along <= 0) b->stride *= 0.7; /* not concave: a value that was not found exactly */
        return false;
    }
    for (uint32_t j = 0; j < b->n_planes; j++)
        b->above[j] = fmax(b->above[j] + dot(b->slope + (size_t)j * b->n, b->step, b->n) - gain, 0);
    memcpy(b->centre, x, b->n * sizeof *x);
    b->value = plane->value, b->idle = 0;
    add_plane(b, plane, 0);
    if (share > 0.5) b->stride *= 2;
    return true;
}
