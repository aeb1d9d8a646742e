/* queue.c - the heap for what the wheel does not take, and the fitting of the tick. */
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
                            .near = QUEUE_NOTHING};
    queue->far = memory_reserve((COUNT_MAX + LINE_OFFSET) * sizeof *queue->far, complaint);
    queue->slots = memory_reserve(QUEUE_SLOTS * sizeof *queue->slots, complaint);
    if (queue->far == NULL || queue->slots == NULL)
        return false;
    queue->far += LINE_OFFSET;
    queue->far[0] = QUEUE_NOTHING;
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

static void sift_up(struct queue *queue, struct queue_entry entry)
{
    struct queue_entry *heap = queue->far;
    uint32_t hole = queue->far_count++;

    while (hole > 0) {
        uint32_t parent = (hole - 1) / ARITY;
        if (!queue_before(&entry, &heap[parent]))
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = entry;
}

struct queue_entry queue_pop_far(struct queue *queue)
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
    /* Nothing pending is earlier, so the wheel's turn can begin here; no slot changes its
     * meaning. */
    queue->tick = top.due >> queue->tick_bits;
    return top;
}

/* A tick of another width: all events of the wheel go to the heap. The order in which events are
 * taken does not depend on where they wait. */
static void change_tick(struct queue *queue, unsigned tick_bits)
{
    uint64_t now = queue->tick << queue->tick_bits;

    for (uint32_t slot = 0; slot < QUEUE_SLOTS; slot++) {
        for (; queue->held[slot] > 0; queue->held[slot]--)
            sift_up(queue, queue->slots[slot].entries[queue->held[slot] - 1]);
    }
    for (uint32_t word = 0; word < QUEUE_WORDS; word++)
        queue->occupied[word] = 0;
    queue->near = QUEUE_NOTHING;
    queue->tick_bits = tick_bits;
    queue->tick = now >> tick_bits;
}

static void adapt(struct queue *queue)
{
    if (queue->crowded > ADAPT_EVERY / 32 && queue->tick_bits > TICK_BITS_MIN)
        change_tick(queue, queue->tick_bits - 1);
    else if (queue->beyond > ADAPT_EVERY / 2 && queue->crowded < ADAPT_EVERY / 256
             && queue->tick_bits < TICK_BITS_MAX)
        change_tick(queue, queue->tick_bits + 1);
    queue->crowded = queue->beyond = 0;
    queue->adapted = queue->sequence;
}

void queue_push_far(struct queue *queue, struct queue_entry entry)
{
    if (queue->far_count == COUNT_MAX)
        memory_exhausted("events pending", COUNT_MAX);
    if ((entry.due >> queue->tick_bits) - queue->tick >= QUEUE_SLOTS)
        queue->beyond++;
    else
        queue->crowded++;
    sift_up(queue, entry);
    if (queue->sequence - queue->adapted >= ADAPT_EVERY)
        adapt(queue);
}
