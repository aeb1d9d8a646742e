/* mix.c - one word a request, and further ones only for writes. */
#include "workloads/generators/mix.h"

#include "sim/base/rng.h"
#include "sim/base/units.h"
#include "workloads/generators/keys.h"

/* Which word of a request's own is for what. */
enum { WORD_INSERT, WORD_ROAD, WORD_ROLLBACK, WORD_READ_OWN };
enum { WORDS_AT_ONCE = 64 };

static bool read_step(struct mix_plan *plan, const struct json_at *at, struct complaint *complaint)
{
    struct json_at rank, ratio;
    char text[96];
    int64_t until;
    size_t i = plan->step_count;

    if (json_kind(at) != JSON_ARRAY || json_count(at) != 2)
        return json_complain_found(complaint, at, "a pair such as [10, 0.5]");
    json_child(at, 0, &rank);
    json_child(at, 1, &ratio);
    if (!json_scalar_text(&rank, text, sizeof text) || !units_parse_count(text, &until)
        || until < 1 || until > (int64_t)NAME_ROW_MAX + 1)
        return json_complain_found(complaint, &rank, "a rank from 1 to 1073741824");
    if (i > 0 && until <= plan->steps[i - 1].until)
        return json_complain_found(complaint, &rank, "a rank above the one before it");
    if (!json_scalar_text(&ratio, text, sizeof text)
        || !units_parse_ratio(text, &plan->steps[i].writes))
        return json_complain_found(complaint, &ratio, UNITS_RATIO_SAYS);
    plan->steps[i].until = (uint32_t)until;
    plan->step_count++;
    return true;
}

bool mix_read_by_rank(struct mix_plan *plan, const struct json_at *at, struct complaint *complaint)
{
    size_t count = json_count(at);

    if (json_kind(at) != JSON_ARRAY)
        return json_complain_found(complaint, at, MIX_BY_RANK_SAYS);
    if (count > MIX_RANKS_MAX)
        return json_complain(complaint, at, "found %zu pairs; expected at most %d", count,
                             MIX_RANKS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct json_at step;
        json_child(at, i, &step);
        if (!read_step(plan, &step, complaint))
            return false;
    }
    return true;
}

/* The share of the writes that are by one of the two roads without signals; 1 is all ones. */
static uint64_t off_road(const struct mix_plan *plan)
{
    uint64_t sum = plan->bulk + plan->raw;

    return sum < plan->bulk ? UINT64_MAX : sum;
}

bool mix_check(const struct mix_plan *plan, const struct json_at *at, struct complaint *complaint)
{
    /* In 128 bits, since two halves make 2^64. */
    __extension__ unsigned __int128 sum = plan->bulk;

    sum += plan->raw;
    if (sum > (__extension__ (unsigned __int128)1) << 64)
        return json_complain(complaint, at, "found \"bulk\" and \"raw\" above 1 together; expected "
                             "at most 1, for they are shares of the same writes");
    return true;
}

void mix_begin(struct mix *mix, const struct mix_plan *plan, uint64_t seed)
{
    *mix = (struct mix){.plan = plan, .key = rng_key(seed, RNG_MIX, 0)};
}

static bool is_new(const struct mix_plan *plan, uint64_t word)
{
    return rng_chance(rng_at(word, WORD_INSERT), plan->inserts);
}

void mix_mark_new(const struct mix *mix, struct request *requests, size_t count)
{
    for (size_t i = 0; i < count; i++)
        requests[i].row =
            is_new(mix->plan, rng_at(mix->key, mix->number + i)) ? KEYS_NEW : 0;
}

static uint64_t write_ratio(const struct mix_plan *plan, uint32_t row)
{
    for (size_t i = 0; i < plan->step_count; i++) {
        if (row < plan->steps[i].until)
            return plan->steps[i].writes;
    }
    return plan->writes;
}

/* The details of a write, from the request's word. */
static void make_write(const struct mix_plan *plan, struct request *request, uint64_t word)
{
    uint64_t road = rng_at(word, WORD_ROAD);

    request->kind = OP_WRITE;
    if (rng_chance(road, plan->bulk))
        request->road = ROAD_BULK;
    else if (rng_chance(road, off_road(plan)))
        request->road = ROAD_RAW;
    else if (rng_chance(rng_at(word, WORD_READ_OWN), plan->read_own))
        request->flags |= OP_READ_OWN;
    if (rng_chance(rng_at(word, WORD_ROLLBACK), plan->rollback))
        request->flags |= OP_ROLL_BACK;
}

/* Nothing to decide but read or write, and by one ratio: no branch that depends on a draw. */
static void fill_plain(const struct mix *mix, struct request *requests, size_t count)
{
    uint64_t key = mix->key, number = mix->number, writes = mix->plan->writes;

    while (count > 0) {
        uint64_t words[WORDS_AT_ONCE];
        size_t some = count < WORDS_AT_ONCE ? count : WORDS_AT_ONCE;
        rng_words(key, number, words, some);
        for (size_t i = 0; i < some; i++)
            requests[i].kind = rng_chance(words[i], writes) ? OP_WRITE : OP_READ;
        requests += some;
        number += some;
        count -= some;
    }
}

static void fill_any(const struct mix *mix, struct request *requests, size_t count)
{
    const struct mix_plan *plan = mix->plan;

    for (size_t i = 0; i < count; i++) {
        uint64_t word = rng_at(mix->key, mix->number + i);
        if (rng_chance(word, write_ratio(plan, requests[i].row))
            || (plan->inserts > 0 && is_new(plan, word)))
            make_write(plan, &requests[i], word);
    }
}

void mix_fill(struct mix *mix, struct request *requests, size_t count)
{
    const struct mix_plan *plan = mix->plan;
    uint64_t other = plan->inserts | plan->bulk | plan->raw | plan->rollback | plan->read_own;

    if (other == 0 && plan->step_count == 0)
        fill_plain(mix, requests, count);
    else
        fill_any(mix, requests, count);
    mix->number += count;
}
