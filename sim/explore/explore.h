/* explore.h - every order in which a small world can go: what a strategy keeps, and how it breaks.
 *
 * The simulator draws one order of events; here every order is tried, within bounds: a few clients
 * with a few operations each, and a budget for each kind of fault. The strategies' flows are the
 * very ones that the simulator runs. There is no clock: whatever is under way may take place next.
 *
 * One transition is one effect taking place (and its flow going on to its next effect, or to its
 * end), or one fault. Two things have no transition of their own:
 *
 *   a beginning   goes with the operation's first effect. Until then the operation has asked
 *                 nobody for anything, and to begin it later can only raise what it must see, so
 *                 whatever can be refuted at all can be refuted with a late beginning
 *                 (that a clock was read long before the first effect is not tried);
 *   an answer     goes with the last effect: to learn it earlier can only raise what later reads
 *                 must see, and asks for nothing.
 *
 * Work and pauses are waits, and without a clock a wait means nothing. A message is delivered at
 * any time, so messages overtake one another; that is no fault.
 *
 * The search is breadth first, so it finds breaches after the fewest steps. The witness that is told
 * is looked for again among the fewest clients: see shortest.h. What comes of it (verdicts, counts,
 * witnesses) is the same whatever the number of threads. */
#ifndef SIM_EXPLORE_EXPLORE_H
#define SIM_EXPLORE_EXPLORE_H

#include "sim/base/complaint.h"
#include "sim/request/stack.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    EXPLORE_CLIENTS_MAX = 8,
    EXPLORE_ROWS_MAX = 2,
    EXPLORE_VERSIONS_MAX = 15, /* commits of one row */
    EXPLORE_READS_MAX = 30,    /* of one reader */
    EXPLORE_SWITCHES_MAX = 100,
    EXPLORE_FAULTS_MAX = 6,    /* of one kind */
    EXPLORE_MESSAGES_MAX = 16, /* under way at once */
    EXPLORE_STEPS_MAX = 500,   /* of a witness that is told as the shortest one */
};

/* What may go wrong, each as often as its budget says. */
enum explore_fault {
    FAULT_LOST,                /* a request to the cache, which does not take place; a message */
    FAULT_DUPLICATED,          /* a message */
    FAULT_EXPIRY,              /* of an entry, a counter, a token or a memory that has a time to live */
    FAULT_EVICTION,            /* of an entry or a counter */
    FAULT_RESTART,             /* of the cache, which comes back empty; tokens are void */
    FAULT_CRASH,               /* a client vanishes between two effects; its transaction with it */
    FAULT_ROLLBACK,            /* a transaction is rolled back instead of committed */
    FAULT_TICK,                /* of the clock. A loss from the cache moves it on as well */
    FAULT_KINDS,
};

struct explore_bounds {
    unsigned readers, writers;
    unsigned reads, writes;    /* of each reader, of each writer */
    unsigned rows;             /* each operation is for any of them */
    unsigned pages;            /* so many of them, the first, are pages: see op.h */
    unsigned nodes;            /* processes, over which the clients are spread */
    unsigned roads;            /* bit 1 << enum write_road: those that a write may take */
    bool read_own;             /* a writer reads the row inside its transaction */
    bool read_after;           /* a writer's last operation is a read */
    unsigned idle;             /* clients that never begin anything, as bits */
    unsigned faults[FAULT_KINDS];
};

enum property {
    /* When all that has begun has ended, a read is answered with the row's current value. Where it
     * is not, but is once all that can expire has expired, and no look has put that off (as a
     * sliding ttl lets it), the value is old for a while only: that makes the verdict "bounded". */
    PROPERTY_NO_PERMANENT_STALENESS,
    /* A read that begins after a commit is not answered with an older version; */
    PROPERTY_FRESH_AFTER_COMMIT,
    /* the same, for commits whose writer had been answered. */
    PROPERTY_FRESH_AFTER_ACK,
    /* A client's read is not answered with a version older than its own last commit, nor, inside a
     * transaction that has changed the row, with anything but that change; */
    PROPERTY_READ_YOUR_WRITES,
    /* nor than one that it has read before. */
    PROPERTY_MONOTONIC_READS,
    /* No read is answered with a value of an open transaction that is not its own, or of one that
     * was rolled back. */
    PROPERTY_NO_UNCOMMITTED_VALUE,
    /* No read is answered with a page whose halves were never there together. Asked only where there
     * are pages. */
    PROPERTY_NO_TORN_AGGREGATE,
    /* Once a version has been committed and an invalidation for it has taken effect (before or
     * after the commit), nothing is stored that a read would be answered with from the cache and
     * that is older. */
    PROPERTY_NO_RESURRECTION,
    /* No two reads load the same row at once. A load is under way from when its read stands before
     * the database, having asked something else before, to the read's end. */
    PROPERTY_SINGLE_LOADER,
    /* Nobody waits for ever: of those who are under way, somebody can go on without coming round to
     * where he is, if only after an expiry. And when all
     * that has begun has ended, reads fill the cache again, if they do so where it is empty; where
     * they do not, but do once all that can expire has, the verdict is "bounded". */
    PROPERTY_PROGRESS,
    PROPERTY_COUNT,
};
#define EXPLORE_ALL_PROPERTIES ((1u << PROPERTY_COUNT) - 1)

enum verdict {
    VERDICT_NOT_ASKED,
    VERDICT_PROVED,            /* within the bounds */
    VERDICT_BOUNDED,           /* proved, but for what an expiry ends */
    VERDICT_REFUTED,
    VERDICT_INCONCLUSIVE,      /* the search ended at a limit, with no counterexample so far */
};

struct explore_settings {
    const struct stack *stack;
    struct explore_bounds bounds;
    unsigned properties;       /* bit 1 << enum property */
    uint64_t states_max;       /* 0: no limit */
    uint64_t bytes_max;        /* 0: no limit */
    int64_t time_max;          /* ns of real time; 0: no limit */
    unsigned jobs;             /* threads; at least 1 */
    bool symmetry;             /* clients that are alike are interchangeable */
    bool reduction;            /* leave out orders that no property can tell apart: see reduce.h */
    /* Search first without a switch between operations that could go on, then with one, and so on
     * up to the most: see turn.h. What is proved is proved of all orders, so a search that left
     * some out proves nothing. */
    bool few_switches;
    unsigned switches_max;
    /* Depth first instead of breadth first, by one thread whatever `jobs` says: takes less memory a
     * state, and witnesses are as it met them, not the shortest. */
    bool depth_first;
};

enum move_kind {
    MOVE_EFFECT,               /* the actor's effect takes place; a beginning goes with the first */
    MOVE_LOST,                 /* the actor's request, or the message that it sends, is lost */
    MOVE_DUPLICATED,           /* the message that it sends comes twice */
    MOVE_CRASH,
    MOVE_EXPIRY,               /* of a cell */
    MOVE_EVICTION,
    MOVE_RESTART,
    MOVE_TICK,
    MOVE_KINDS,
};

enum { EXPLORE_CELLS_MAX = 32, EXPLORE_MESSAGE = 0x80 };

enum explore_where { EXPLORE_IN_CACHE = 0, EXPLORE_TOKEN = 1, EXPLORE_MEMORY = 2 /* + the process */ };

/* What the cache holds under a name, or what a process remembers of a counter. */
struct explore_cell {
    uint64_t name;
    uint64_t number;           /* of a counter */
    uint8_t value;             /* of a value: its code, see value.h */
    uint8_t where;             /* 0: the cache; otherwise the process's number, from 1 on */
    bool expires;
};

/* One transition of a witness, as plain facts from which it can be told or drawn. */
struct explore_step {
    uint8_t move;              /* enum move_kind */
    uint8_t actor;             /* the client's number; from EXPLORE_MESSAGE on: the message's */
    bool begins, ends;         /* the operation */
    uint8_t kind, road;        /* of the operation */
    bool rolls_back;           /* it does, at its end */
    uint8_t row;
    uint8_t halves;            /* of a page, that a write changes: bits 1 and 2; or that is read */
    uint8_t effect;            /* enum effect_kind: that took place, or was lost */
    uint8_t reply;             /* enum reply */
    uint8_t value;             /* code of the value concerned: see value.h; 0: none */
    uint64_t name;             /* that the effect was for; for an expiry or eviction: what went, */
    uint8_t where;             /* and where it was, enum explore_where */
    uint64_t number;           /* the reply's */
    uint8_t answer;            /* what a read has just been answered with; 0: none has */
    uint8_t change;            /* the value that the actor writes, or that its message is about,
                                * as it stood before the step; 0: none */
    bool loading;              /* the actor is under way to load its row, see single-loader */
    /* What there is after the step. */
    uint8_t versions[EXPLORE_ROWS_MAX];    /* committed, of each row */
    uint8_t cell_count;
    struct explore_cell cells[EXPLORE_CELLS_MAX];
};

struct explore_witness {
    unsigned length;
    struct explore_step *steps;    /* owned by the result */
    /* Where nothing is under way, and a read would then be answered with an old value: */
    bool stale_end;
    uint8_t end_row, end_node;     /* the first such row, and a process that reads it so */
    uint8_t end_value;             /* what that is */
    bool end_permanent;            /* and will be once all that can expire has */
    /* Where nothing is under way, and reads would not fill the cache: */
    bool starved_end;
    uint8_t starved_row, starved_node;
    bool starved_permanent;
};

struct explore_property {
    enum verdict verdict;
    struct explore_witness witness;    /* of what is refuted, or bounded */
};

struct explore_result {
    struct explore_property properties[PROPERTY_COUNT];
    bool complete;             /* all states were seen */
    unsigned switches;         /* allowed in the last search, where they were few */
    uint64_t states, transitions;
    unsigned depth;            /* of the deepest state */
    uint64_t ends;             /* states in which everything has ended */
    uint64_t bytes_max;        /* held for states at once */
    uint64_t locals, stores;   /* distinct positions of one actor, and contents of the cache; of a search
                                * that ended early, at least those of what it counts */
};

/* The bounds of this name (small, medium, large); false when there is none. */
bool explore_preset(const char *name, struct explore_bounds *bounds);

/* Searches. False after a complaint: bounds that are too large, or no memory. The result is freed
 * with explore_free, even then. */
bool explore_run(const struct explore_settings *settings, struct explore_result *result,
                 struct complaint *complaint);
void explore_free(struct explore_result *result);

/* Walks at random through a world that is too large to be searched: a breach is as good as any
 * other's, but is not a shortest one, and without one nothing is known (inconclusive). In the
 * result, `states` counts those met, again and again. */
struct explore_sampling {
    uint64_t seed, walks;
    /* 0: every move is as likely as any other. Otherwise each walk gives its actors priorities,
     * lets the first go on for as long as it can, and puts it behind all others at so many random
     * places: of a race that takes d such places, a walk of n moves of k actors finds any one with
     * a chance of at least 1 in k * n ^ (d - 1) (probabilistic concurrency testing, PCT). */
    unsigned changes;
};

bool explore_sample(const struct explore_settings *settings,
                    const struct explore_sampling *sampling, struct explore_result *result,
                    struct complaint *complaint);

/* Makes the moves of these steps again, one after the other from the first state. Of a step only what
 * names its move is looked at: move and actor; of a beginning, row, road, rolls_back and halves; of
 * an expiry or eviction, name and where. False after a complaint: a step that cannot be made there,
 * or bounds that no world can have. */
struct explore_retraced {
    struct explore_witness witness;    /* all steps, as they went; freed with free(witness.steps) */
    unsigned broken, bounded;          /* properties, on the way or at the end, as bits */
};
bool explore_retrace(const struct explore_settings *settings, const struct explore_step *steps,
                     unsigned count, struct explore_retraced *retraced,
                     struct complaint *complaint);

/* The same order with another stack, the settings': what its clients do when they begin, read and
 * write the database, are done, and meet with faults, as those of a witness for the property do; see
 * follow.c. */
bool explore_follow(const struct explore_settings *settings, const struct explore_witness *witness,
                    enum property property, struct explore_retraced *retraced,
                    struct complaint *complaint);

/* Whether what was made again breaks the property, in the way that the witness does: one of a value
 * that is old for a while is broken by any that is, one for good by one for good. */
bool explore_breaks(const struct explore_retraced *retraced, enum property property,
                    bool for_good);

/* Whether two steps do the same with the same outcome. */
bool explore_same_step(const struct explore_step *a, const struct explore_step *b);

/* What is missing in a world of these bounds for anything to break the property, as a clause; NULL:
 * nothing is. */
const char *explore_missing(const struct explore_bounds *bounds, enum property property);

const char *explore_property_name(enum property property);
const char *explore_verdict_name(enum verdict verdict);
const char *explore_fault_name(enum explore_fault fault);
const char *explore_move_name(enum move_kind move);

#endif
