/* way.c - from the world's links to ways. */
#include "sim/simulate/way.h"

static bool is_zero(const struct link *link)
{
    return distribution_is_zero(&link->latency) && distribution_is_zero(&link->request)
        && distribution_is_zero(&link->reply);
}

static const struct link *link_of(const struct world *world, enum effect_kind kind)
{
    switch (kind) {
    case EFFECT_DB_READ:
        return &world->database.read;
    case EFFECT_DB_READ_STAMP:
        return is_zero(&world->database.stamp) ? &world->database.read : &world->database.stamp;
    case EFFECT_DB_WRITE:
        return &world->database.write;
    case EFFECT_DB_COMMIT:
    case EFFECT_DB_ROLLBACK:
        return &world->database.commit;
    default:
        return &world->cache.link;
    }
}

static bool travels(enum effect_kind kind)
{
    return effect_to_cache(kind) || (kind >= EFFECT_DB_READ && kind <= EFFECT_DB_ROLLBACK);
}

struct way way_of(const struct world *world, enum effect_kind kind)
{
    const struct link *link = link_of(world, kind);
    struct way way = {
        .kind = WAY_ANY, .link = link,
        .to_cache = effect_to_cache(kind),
    };

    if (!travels(kind))
        return (struct way){.kind = WAY_NOWHERE};
    if (link->request.kind != DISTRIBUTION_CONSTANT || link->reply.kind != DISTRIBUTION_CONSTANT)
        return way;
    way.request = link->request.value;
    way.reply = link->reply.value;
    if (link->latency.kind == DISTRIBUTION_CONSTANT) {
        way.kind = WAY_FIXED;
        way.request += link->latency.value >> 1;
        way.reply += link->latency.value - (link->latency.value >> 1);
    } else if (link->latency.kind >= DISTRIBUTION_EXPONENTIAL) {
        way.kind = WAY_TABLE;
        way.nodes = link->latency.of.nodes;
    }
    return way;
}

sim_time way_longest(const struct way *way)
{
    sim_time round = distribution_quantile(&way->link->latency, UINT64_MAX);

    round = time_after(round, distribution_quantile(&way->link->request, UINT64_MAX));
    return time_after(round, distribution_quantile(&way->link->reply, UINT64_MAX));
}

/* A word for each distribution that is not constant. */
static int64_t draw(const struct distribution *d, uint64_t stream, uint32_t *draws)
{
    return d->kind == DISTRIBUTION_CONSTANT ? d->value
                                            : distribution_draw(d, rng_at(stream, (*draws)++));
}

void way_draw_any(const struct way *way, uint64_t stream, uint32_t *draws, int64_t *request,
                  int64_t *reply)
{
    int64_t round = draw(&way->link->latency, stream, draws);

    *request = (round >> 1) + draw(&way->link->request, stream, draws);
    *reply = round - (round >> 1) + draw(&way->link->reply, stream, draws);
}
