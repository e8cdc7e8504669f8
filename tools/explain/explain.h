/* tools/explain/explain.h - why a unit is where it is, and what each other rep would mean for it.
 *
 * Three things decide: what travel costs, what room at a rep is worth (the price of its rows, from the proof), and the
 * rules. Each alternative is judged twice, exactly: the unit moves and nothing else does; or the cheapest chain of
 * moves that keeps every rule. */
#ifndef AMBIT_EXPLAIN_H
#define AMBIT_EXPLAIN_H
#include "tools/explain/moves.h"
#include "tools/output/record.h"

enum { AMBIT_ALTERNATIVES = 5 };

typedef struct {
    uint32_t rep;
    double cost;         /* travel, moves and misfit of the block there; INFINITY: not allowed */
    double travel;       /* the first of it; NaN: the pair cannot be */
    double price;        /* what its room is worth there; NaN: no prices are known */
    double change;       /* what the plan costs more when the block moves there and nothing else; NaN: not allowed */
    int keeps_rules;     /* 1: that plan is as sound as this one */
    char breaks[240];    /* what it breaks else */
    ambit_chain chain;   /* n 0: none of up to three moves */
} ambit_alternative;

typedef struct {
    uint32_t unit, block, n_members, rep; /* members of the block, the unit itself included */
    uint32_t current;                     /* rep of today, or AMBIT_NOBODY */
    int is_locked;
    uint32_t n_allowed;                   /* reps that the block may go to, its own included */
    ambit_alternative here;
    uint32_t n;
    ambit_alternative other[AMBIT_ALTERNATIVES]; /* by what the block costs there, with prices */
} ambit_explanation;

/* `price` [n_rules * n_reps] of the balance rules or NULL. O(units) for each alternative, and the chains'. */
ambit_status ambit_explain(ambit_explanation *out, const ambit_moves *moves, uint32_t unit, const double *price,
        ambit_error *err);

/* One sentence that says why, such as "R5 is nearer by 1.2 h, but has no room". Returns out. */
const char *ambit_explain_why(char *out, size_t size, const ambit_moves *moves, const ambit_explanation *of);

/* Why unit u moved from one rep to another, from the figures of both. Returns out. */
const char *ambit_explain_move(char *out, size_t size, const ambit_outcome *outcome, uint32_t unit, uint32_t from,
        uint32_t to);

void ambit_explain_words(FILE *to, const ambit_moves *moves, const ambit_explanation *of);
void ambit_explain_json(FILE *to, const ambit_moves *moves, const ambit_explanation *of, uint32_t n);

/* The page that one rep gets: figures, what is gained and lost and why; HTML without any script. */
void ambit_explain_page(FILE *to, const ambit_outcome *outcome, uint32_t rep);

#endif
