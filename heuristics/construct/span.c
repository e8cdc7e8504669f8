#include "heuristics/construct/span.h"

#include <stdlib.h>
#include <string.h>

ambit_status ambit_span_init(ambit_span *out, const ambit_graph *graph, ambit_error *err)
{
    const size_t n = graph->n_units, touching = graph->first ? graph->first[n] : 0;
    *out = (ambit_span){ .graph = graph };
    out->unit = malloc((n + 1) * sizeof *out->unit), out->above = malloc((n + 1) * sizeof *out->above);
    out->at = calloc(n + 1, sizeof *out->at), out->entry = malloc((touching + 1) * sizeof *out->entry);
    if (out->unit && out->above && out->at && out->entry) return AMBIT_OK;
    ambit_span_reset(out);
    return ambit_fail(err, AMBIT_E_MEMORY, "no memory for trees over %zu units", n);
}

void ambit_span_reset(ambit_span *span)
{
    free(span->unit), free(span->above), free(span->at), free(span->entry);
    *span = (ambit_span){ 0 };
}

/* The weight of a border: random, the same from both sides, above 1 where `follow` cuts it. */
static double weight_of(uint64_t salt, uint32_t u, uint32_t v, const uint32_t *follow)
{
    uint64_t z = salt + (u < v ? (uint64_t)u << 32 | v : (uint64_t)v << 32 | u) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53 + (follow && follow[u] != follow[v]);
}

static void start(ambit_span *span)
{
    if (++span->round) return;
    memset(span->at, 0, span->graph->n_units * sizeof *span->at);
    span->round = 1;
}

uint32_t ambit_span_grow(ambit_span *span, const uint32_t *label, uint32_t a, uint32_t b, uint32_t root,
        const uint32_t *follow, uint64_t salt)
{
    const ambit_graph *g = span->graph;
    uint32_t queue = AMBIT_NOBODY, entries = 0, n = 0;
    start(span);
    for (uint32_t u = root, above = AMBIT_NOBODY; u != AMBIT_NOBODY;) {
        span->at[u] = span->round, span->unit[n] = u, span->above[n] = above, n++;
        for (size_t i = g->first[u]; i < g->first[u + 1]; i++) {
            uint32_t v = g->unit[i];
            if ((label[v] != a && label[v] != b) || span->at[v] == span->round) continue;
            span->entry[entries].key = weight_of(salt, u, v, follow);
            span->entry[entries].unit = v, span->entry[entries].from = n - 1;
            ambit_skew_push(span->entry, &queue, entries++);
        }
        for (u = AMBIT_NOBODY; queue != AMBIT_NOBODY && u == AMBIT_NOBODY;) {
            const ambit_skew *next = &span->entry[ambit_skew_pop(span->entry, &queue)];
            if (span->at[next->unit] != span->round) u = next->unit, above = next->from;
        }
    }
    return n;
}

void ambit_span_mark(const ambit_span *span, uint32_t n, uint32_t i, uint8_t *below)
{
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t u = span->unit[k];
        below[u] = k == i || (k > i && below[span->unit[span->above[k]]]);
    }
}
