/* queue.c - the wheel and the heap. */
#include "sim/engine/queue.h"

#include "sim/base/check.h"
#include "sim/base/memory.h"

enum {
    ARITY = 4,
    COUNT_MAX = 1 << QUEUE_PAYLOAD_BITS,
    TICK_BITS_FIRST = 14,      /* 16 us: a turn is 17 ms */
    TICK_BITS_MIN = 4,
    TICK_BITS_MAX = 36,
    ADAPT_EVERY = 4096,        /* events between looks at how well the tick fits */
};

/* An entry's children in the heap are 4i + 1 .. 4i + 4. The array begins three entries late, so
 * that a family of four siblings shares one 64-byte line. */
enum { LINE_OFFSET = 3 };

#define NOTHING ((struct queue_entry){UINT64_MAX, UINT64_MAX})

static inline bool before(const struct queue_entry *a, const struct queue_entry *b)
{
    /* One 128-bit comparison: compilers make it two instructions without a branch. */
    __extension__ typedef unsigned __int128 key;

    return ((key)a->due << 64 | a->order) < ((key)b->due << 64 | b->order);
}

bool queue_open(struct queue *queue, struct complaint *complaint)
{
    *queue = (struct queue){.first = TIME_NEVER, .tick_bits = TICK_BITS_FIRST, .near = NOTHING};
    queue->far = memory_reserve((COUNT_MAX + LINE_OFFSET) * sizeof *queue->far, complaint);
    queue->slots = memory_reserve(QUEUE_SLOTS * sizeof *queue->slots, complaint);
    if (queue->far == NULL || queue->slots == NULL)
        return false;
    queue->far += LINE_OFFSET;
    return true;
}

void queue_close(struct queue *queue)
{
    if (queue->far != NULL)
        memory_release(queue->far - LINE_OFFSET, (COUNT_MAX + LINE_OFFSET) * sizeof *queue->far);
    memory_release(queue->slots, QUEUE_SLOTS * sizeof *queue->slots);
    queue->far = NULL;
    queue->slots = NULL;
}

/* ---- far: the heap ---- */

static void far_push(struct queue *queue, struct queue_entry entry)
{
    struct queue_entry *heap = queue->far;
    uint32_t hole = queue->far_count++;

    while (hole > 0) {
        uint32_t parent = (hole - 1) / ARITY;
        if (!before(&entry, &heap[parent]))
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = entry;
}

static struct queue_entry far_pop(struct queue *queue)
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
            least = before(&heap[c], &heap[least]) ? c : least;
        if (!before(&heap[least], &last))
            break;
        heap[hole] = heap[least];
        hole = least;
    }
    heap[hole] = last;
    return top;
}

/* ---- near: the wheel ---- */

/* False when the event's slot is full or beyond the turn. */
static inline bool near_push(struct queue *queue, struct queue_entry entry)
{
    uint64_t tick = entry.due >> queue->tick_bits;
    uint32_t slot = tick & (QUEUE_SLOTS - 1), held = queue->held[slot], place;
    struct queue_entry *entries = queue->slots[slot].entries;

    if (tick - queue->tick >= QUEUE_SLOTS) {
        queue->beyond++;
        return false;
    }
    if (held == QUEUE_SLOT_EVENTS) {
        queue->crowded++;
        return false;
    }
    for (place = held; place > 0 && before(&entries[place - 1], &entry); place--)
        entries[place] = entries[place - 1];
    entries[place] = entry;
    queue->held[slot] = (uint8_t)(held + 1);
    queue->occupied[slot / 64] |= UINT64_C(1) << slot % 64;
    if (before(&entry, &queue->near))
        queue->near = entry;
    return true;
}

/* The first slot that holds something, going round from the turn's begin; its last entry is next. */
static inline void near_find(struct queue *queue)
{
    uint32_t start = queue->tick & (QUEUE_SLOTS - 1), word = start / 64;
    uint64_t bits = queue->occupied[word] & (UINT64_MAX << start % 64);

    for (unsigned turns = 0; bits == 0; turns++) {
        if (turns == QUEUE_WORDS) {
            queue->near = NOTHING;
            return;
        }
        word = (word + 1) % QUEUE_WORDS;
        bits = queue->occupied[word];
    }
    uint32_t slot = word * 64 + (uint32_t)__builtin_ctzll(bits);
    queue->near = queue->slots[slot].entries[queue->held[slot] - 1];
}

static inline struct queue_entry near_pop(struct queue *queue)
{
    struct queue_entry entry = queue->near;
    uint64_t tick = entry.due >> queue->tick_bits;
    uint32_t slot = tick & (QUEUE_SLOTS - 1);

    if (--queue->held[slot] == 0)
        queue->occupied[slot / 64] &= ~(UINT64_C(1) << slot % 64);
    queue->tick = tick;
    near_find(queue);
    return entry;
}

/* A tick of another width: all events of the wheel are placed anew. The order of what is taken
 * does not depend on where an event waits. */
static void change_tick(struct queue *queue, unsigned tick_bits)
{
    uint64_t now = queue->tick << queue->tick_bits;

    for (uint32_t slot = 0; slot < QUEUE_SLOTS; slot++) {
        for (; queue->held[slot] > 0; queue->held[slot]--)
            far_push(queue, queue->slots[slot].entries[queue->held[slot] - 1]);
    }
    for (uint32_t word = 0; word < QUEUE_WORDS; word++)
        queue->occupied[word] = 0;
    queue->near = NOTHING;
    queue->tick_bits = tick_bits;
    queue->tick = now >> tick_bits;
}

static void adapt(struct queue *queue)
{
    if (queue->crowded > ADAPT_EVERY / 8 && queue->tick_bits > TICK_BITS_MIN)
        change_tick(queue, queue->tick_bits - 1);
    else if (queue->beyond > ADAPT_EVERY / 2 && queue->crowded < ADAPT_EVERY / 32
             && queue->tick_bits < TICK_BITS_MAX)
        change_tick(queue, queue->tick_bits + 1);
    queue->crowded = queue->beyond = 0;
}

/* ---- both ---- */

static inline void find_first(struct queue *queue)
{
    uint64_t first = queue->near.due;

    if (queue->far_count > 0 && queue->far[0].due < first)
        first = queue->far[0].due;
    queue->first = first == UINT64_MAX ? TIME_NEVER : (sim_time)first;
}

void queue_push(struct queue *queue, sim_time due, uint32_t payload)
{
    struct queue_entry entry = {(uint64_t)due, queue->sequence++ << QUEUE_PAYLOAD_BITS | payload};

    CHECK(due >= 0 && payload < COUNT_MAX);
    if (++queue->count > COUNT_MAX)
        memory_exhausted("events pending", COUNT_MAX);
    if (queue->sequence % ADAPT_EVERY == 0)
        adapt(queue);
    if (!near_push(queue, entry))
        far_push(queue, entry);
    if (due < queue->first)
        queue->first = due;
}

uint32_t queue_pop(struct queue *queue)
{
    struct queue_entry entry;

    CHECK(queue->count > 0);
    queue->count--;
    if (queue->far_count > 0 && before(&queue->far[0], &queue->near)) {
        entry = far_pop(queue);
        /* Nothing pending is earlier, so the turn can begin here; no slot changes its meaning. */
        queue->tick = entry.due >> queue->tick_bits;
    } else {
        entry = near_pop(queue);
    }
    find_first(queue);
    return entry.order & (COUNT_MAX - 1);
}
