/* queue.c - the events that are ready, the heap for what the wheel does not take, and the fitting of
 * the tick. */
#include "sim/engine/queue.h"

#include "sim/base/memory.h"

enum {
    ARITY = 4,
    COUNT_MAX = 1 << QUEUE_PAYLOAD_BITS,
    TICK_BITS_FIRST = 14,      /* 16 us: a turn is 67 ms */
    TICK_BITS_MIN = 4,
    TICK_BITS_MAX = 36,
    ADAPT_EVERY = 4096,        /* events scheduled between looks at how well the tick fits */
};

/* An entry's children in the heap are 4i + 1 .. 4i + 4. The array begins three entries late, so
 * that a family of four siblings shares one 64-byte line. */
enum { LINE_OFFSET = 3 };

bool queue_open(struct queue *queue, struct complaint *complaint)
{
    *queue = (struct queue){.first = TIME_NEVER, .tick_bits = TICK_BITS_FIRST,
                            .sequence = UINT64_C(1) << QUEUE_NUMBER_BITS};
    queue->next = queue->low = queue->end = queue->ready;
    *queue->end = QUEUE_NOTHING;
    queue->far = memory_reserve((COUNT_MAX + LINE_OFFSET) * sizeof *queue->far, complaint);
    if (queue->far == NULL)
        return false;
    queue->far += LINE_OFFSET;
    queue->far[0] = QUEUE_NOTHING;
    queue->far_due = queue->far[0].due;
    queue->far_most = 1;
    queue->slots = memory_reserve(QUEUE_SLOTS * sizeof *queue->slots, complaint);
    return queue->slots != NULL;
}

void queue_close(struct queue *queue)
{
    if (queue->far != NULL)
        memory_release(queue->far - LINE_OFFSET, (COUNT_MAX + LINE_OFFSET) * sizeof *queue->far,
                       (queue->far_most + LINE_OFFSET) * sizeof *queue->far);
    memory_release(queue->slots, QUEUE_SLOTS * sizeof *queue->slots,
                   QUEUE_SLOTS * sizeof *queue->slots);
    queue->far = NULL;
    queue->slots = NULL;
}

/* ---- far ---- */

static void sift_up(struct queue *queue, struct queue_entry entry)
{
    struct queue_entry *heap = queue->far;
    uint32_t hole = queue->far_count++;

    if (queue->far_count > queue->far_most)
        queue->far_most = queue->far_count;
    while (hole > 0) {
        uint32_t parent = (hole - 1) / ARITY;
        if (!queue_before(&entry, &heap[parent]))
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = entry;
}

static struct queue_entry pop_far(struct queue *queue)
{
    struct queue_entry *heap = queue->far;
    struct queue_entry top = heap[0], last = heap[--queue->far_count];
    uint32_t count = queue->far_count, hole = 0;

    for (;;) {
        uint32_t child = hole * ARITY + 1;
        uint32_t end = child + ARITY < count ? child + ARITY : count;
        if (child >= count)
            break;
        uint32_t least = child;
        for (uint32_t c = child + 1; c < end; c++)
            least = queue_before(&heap[c], &heap[least]) ? c : least;
        if (!queue_before(&heap[least], &last))
            break;
        heap[hole] = heap[least];
        hole = least;
    }
    heap[hole] = count > 0 ? last : QUEUE_NOTHING;
    return top;
}

static uint64_t tick_of_taken(const struct queue *queue)
{
    return (uint64_t)queue->taken >> queue->tick_bits;
}

/* A tick of another width: all events of the wheel go to the heap. The order in which events are
 * taken does not depend on where they wait. */
static void change_tick(struct queue *queue, unsigned tick_bits)
{
    for (uint32_t slot = 0; slot < QUEUE_SLOTS; slot++) {
        for (; queue->held[slot] > 0; queue->held[slot]--)
            sift_up(queue, queue->slots[slot].entries[queue->held[slot] - 1]);
    }
    for (uint32_t word = 0; word < QUEUE_WORDS; word++)
        queue->occupied[word] = 0;
    queue->near_out = queue->near_in;
    queue->tick_bits = tick_bits;
    queue->gathered = queue->end == queue->next ? tick_of_taken(queue)
                                                : (queue->end[-1].due >> tick_bits) + 1;
}

static void adapt(struct queue *queue)
{
    if (queue->crowded > ADAPT_EVERY / 32 && queue->tick_bits > TICK_BITS_MIN)
        change_tick(queue, queue->tick_bits - 1);
    else if (queue->beyond > ADAPT_EVERY / 2 && queue->crowded < ADAPT_EVERY / 256
             && queue->tick_bits < TICK_BITS_MAX)
        change_tick(queue, queue->tick_bits + 1);
    queue->looked = queue->near_in;
    queue->crowded = queue->beyond = 0;
}

static void push_far(struct queue *queue, struct queue_entry entry)
{
    if (queue->far_count == COUNT_MAX)
        memory_exhausted("events pending", COUNT_MAX);
    sift_up(queue, entry);
    if (queue->near_in - queue->looked + queue->crowded + queue->beyond >= ADAPT_EVERY)
        adapt(queue);
}

/* ---- ready ---- */

static uint32_t count_ready(const struct queue *queue)
{
    return (uint32_t)(queue->end - queue->next);
}

/* What follows from how many are ready, and from what is far. */
static inline void settle(struct queue *queue)
{
    bool enough = count_ready(queue) >= QUEUE_AHEAD;

    queue->low = enough ? queue->end - QUEUE_AHEAD : queue->next;
    queue->span = enough ? QUEUE_SLOTS : 0;
    queue->far_due = queue->far[0].due;
    queue->first = (sim_time)(queue->far_due < queue->next->due ? queue->far_due : queue->next->due);
}

/* Moves them to the front of their array, where so many more do not fit behind them. */
static inline void make_room(struct queue *queue, uint32_t more)
{
    uint32_t count = count_ready(queue);

    if (queue->end + more <= queue->ready + QUEUE_READY)
        return;
    for (uint32_t i = 0; i < count; i++)
        queue->ready[i] = queue->next[i];
    queue->next = queue->ready;
    queue->end = queue->ready + count;
    *queue->end = QUEUE_NOTHING;
}

/* The events of a slot, in order. (How many it holds, and in which order, is nothing that can be
 * predicted: so there is no branch. Each goes behind as many as come before it.) */
_Static_assert(QUEUE_SLOT_EVENTS == 4, "empty_slot sorts four events");
static inline uint32_t empty_slot(struct queue *queue, uint32_t slot, struct queue_entry *to)
{
    const struct queue_entry *e = queue->slots[slot].entries;
    uint32_t held = queue->held[slot];
    struct queue_entry a = {e[0].due, e[0].order};
    struct queue_entry b = {e[1].due | (0 - (uint64_t)(held < 2)), e[1].order};
    struct queue_entry c = {e[2].due | (0 - (uint64_t)(held < 3)), e[2].order};
    struct queue_entry d = {e[3].due | (0 - (uint64_t)(held < 4)), e[3].order};
    unsigned ba = queue_before(&b, &a), ca = queue_before(&c, &a), da = queue_before(&d, &a);
    unsigned cb = queue_before(&c, &b), db = queue_before(&d, &b), dc = queue_before(&d, &c);

    to[ba + ca + da] = e[0];
    to[1 - ba + cb + db] = e[1];
    to[2 - ca - cb + dc] = e[2];
    to[3 - da - db - dc] = e[3];
    queue->held[slot] = 0;
    return held;
}

/* (Always the same number of slots, as long as there are: how often a loop goes round is another
 * thing to be predicted.) */
static inline void gather(struct queue *queue)
{
    uint32_t start = queue->gathered & (QUEUE_SLOTS - 1), word = start / 64, slot = start;
    uint64_t near_count = queue->near_in - queue->near_out;
    uint64_t later = queue->occupied[word] & ~(UINT64_MAX << start % 64);  /* in the next turn */
    uint64_t bits = queue->occupied[word] ^ later;
    struct queue_entry *to;

    make_room(queue, QUEUE_GATHERED * QUEUE_SLOT_EVENTS);
    to = queue->end;
    for (unsigned i = 0; i < QUEUE_GATHERED && near_count > 0; i++) {
        uint32_t held;
        while (bits == 0) {
            queue->occupied[word] = later;
            word = (word + 1) % QUEUE_WORDS;
            bits = queue->occupied[word];
            later = 0;
        }
        slot = word * 64 + (uint32_t)__builtin_ctzll(bits);
        bits &= bits - 1;
        held = empty_slot(queue, slot, to);
        to += held;
        near_count -= held;
    }
    queue->occupied[word] = later | bits;
    queue->near_out = queue->near_in - near_count;
    queue->gathered += ((slot - start) & (QUEUE_SLOTS - 1)) + 1;
    queue->end = to;
    *to = QUEUE_NOTHING;
}

uint32_t queue_pop_any(struct queue *queue)
{
    struct queue_entry entry = *queue->next;

    if (queue_before(&queue->far[0], &entry)) {
        entry = pop_far(queue);
    } else {
        CHECK(count_ready(queue) > 0);
        queue->next++;
    }
    if (count_ready(queue) < QUEUE_AHEAD && queue->near_in != queue->near_out)
        gather(queue);
    settle(queue);
    return entry.order & ((1u << QUEUE_PAYLOAD_BITS) - 1);
}

/* ---- what the wheel does not take ---- */

/* At its place among those that are ready. */
static void insert_ready(struct queue *queue, struct queue_entry entry)
{
    struct queue_entry *place;

    make_room(queue, 1);
    for (place = queue->end++; place > queue->next && queue_before(&entry, &place[-1]); place--)
        *place = place[-1];
    *place = entry;
    *queue->end = QUEUE_NOTHING;
}

void queue_insert_elsewhere(struct queue *queue, uint64_t due, uint64_t order)
{
    struct queue_entry entry = {due, order};
    uint64_t tick = due >> queue->tick_bits;
    uint32_t count = count_ready(queue);

    /* Where no slot holds anything, the wheel can begin anywhere within a turn from now. */
    if (tick >= queue->gathered && queue->near_in == queue->near_out && count < QUEUE_AHEAD
        && tick - tick_of_taken(queue) < QUEUE_SLOTS)
        queue->gathered = tick + 1;
    if (tick < queue->gathered && count < QUEUE_READY_MAX) {
        insert_ready(queue, entry);
        settle(queue);
        return;
    }
    queue->beyond += tick >= queue->gathered && tick - queue->gathered >= QUEUE_SLOTS;
    queue->crowded += tick >= queue->gathered && tick - queue->gathered < QUEUE_SLOTS;
    push_far(queue, entry);
    settle(queue);
}
