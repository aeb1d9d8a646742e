/* arrivals.c - drawing gaps, and changing the rate where a segment of time ends. */
#include "workloads/generators/arrivals.h"

#include "sim/base/check.h"
#include "sim/base/units.h"

#include <stdio.h>
#include <string.h>

enum {
    UNIT_BITS = 40,        /* The unit exponential is drawn with this mean, x 2^40. */
    TIME_BITS = 32,
    SHIFT_MAX = 63,
    WORDS_AT_ONCE = 64,
};
#define NEVER (~(arrivals_time)0)
#define SHORT_SUM ((arrivals_time)1 << 63)
/* A second's worth of micro-events, ns x 2^32. */
#define SECOND_SCALED ((arrivals_time)UINT64_C(1000000000000000) << TIME_BITS)

/* Of a circle of ARRIVALS_STEPS steps: cosine and sine of one step and of half of one, x 2^62. */
#define COS_STEP INT64_C(4610297064819661174)
#define SIN_STEP INT64_C(113176440454146016)
#define COS_HALF INT64_C(4611338766951757487)
#define SIN_HALF INT64_C(56592481536850979)

struct bursty {
    int64_t factor, burst, quiet;
};

struct diurnal {
    int64_t period, peak_to_trough;
};

const struct knob arrivals_bursty_knobs[] = {
    {.name = "factor", .kind = KNOB_FACTOR, .offset = offsetof(struct bursty, factor),
     .preset = "5", .min = UNITS_FACTOR_ONE, .max = INT64_C(1000000) << 32,
     .says = "the rate within a burst, as a multiple of the mean rate"},
    {.name = "burst", .kind = KNOB_DURATION, .offset = offsetof(struct bursty, burst),
     .preset = "1s", .min = 1, .max = 1000 * 86400 * UNITS_SECOND,
     .says = "how long a burst lasts in the mean"},
    {.name = "quiet", .kind = KNOB_DURATION, .offset = offsetof(struct bursty, quiet),
     .preset = "9s", .min = 1, .max = 1000 * 86400 * UNITS_SECOND,
     .says = "how long it is quiet between two bursts in the mean"},
    {.name = NULL},
};

const struct knob arrivals_diurnal_knobs[] = {
    {.name = "period", .kind = KNOB_DURATION, .offset = offsetof(struct diurnal, period),
     .preset = "24h", .min = 1000000, .max = 1000 * 86400 * UNITS_SECOND,
     .says = "from one peak to the next"},
    {.name = "peak-to-trough", .kind = KNOB_FACTOR,
     .offset = offsetof(struct diurnal, peak_to_trough), .preset = "4", .min = UNITS_FACTOR_ONE,
     .max = INT64_C(1000000) << 32,
     .says = "the highest rate, as a multiple of the lowest"},
    {.name = NULL},
};

/* The mean gap of a rate (micro-events a second), x 2^32. */
static arrivals_time gap_of_rate(uint64_t rate)
{
    return SECOND_SCALED / rate;
}

/* scale = gap x 2^shift / mean of the unit's table, with as many bits as fit: dividing by the mean
 * that the table has, not by the one it was asked for, makes the rate exact. */
static struct arrivals_pace pace_of_gap(arrivals_time gap, const struct distribution *unit)
{
    struct arrivals_pace pace = {.shift = 0};
    arrivals_time mean = (arrivals_time)distribution_mean(unit);
    arrivals_time longest_draw = (arrivals_time)distribution_quantile(unit, UINT64_MAX);
    arrivals_time scaled = gap, longest;

    while (pace.shift < SHIFT_MAX && scaled / mean < UINT64_C(1) << 62 && scaled >> 126 == 0) {
        scaled <<= 1;
        pace.shift++;
    }
    CHECK(scaled / mean <= UINT64_MAX);
    pace.scale = (uint64_t)(scaled / mean);
    longest = longest_draw * pace.scale >> pace.shift;
    pace.longest = longest < UINT64_MAX ? (uint64_t)longest : UINT64_MAX;
    pace.narrow = longest_draw >> pace.shift == 0;
    return pace;
}

static struct arrivals_pace pace_of_rate(uint64_t rate, const struct distribution *unit)
{
    return rate == 0 ? (struct arrivals_pace){0} : pace_of_gap(gap_of_rate(rate), unit);
}

/* The quiet rate keeps the mean:
 * rate x (burst + quiet) = burst rate x burst + quiet rate x quiet. */
static bool plan_bursty(struct arrivals_plan *plan, int64_t rate, const struct json_at *at,
                        struct complaint *complaint)
{
    struct bursty bursty = {0};
    arrivals_time cycle, in_burst, total, burst_rate, quiet_rate;
    struct complaint own = {0};

    if (!knobs_read(arrivals_bursty_knobs, &bursty, at, NULL, complaint))
        return false;
    cycle = (arrivals_time)bursty.burst + (arrivals_time)bursty.quiet;
    burst_rate = ((arrivals_time)rate * (uint64_t)bursty.factor) >> 32;
    if ((arrivals_time)bursty.factor * (uint64_t)bursty.burst > cycle << 32) {
        unsigned long long most = (unsigned long long)(cycle * 1000 / (uint64_t)bursty.burst);
        return json_complain(complaint, at, "found a \"factor\" that leaves less than nothing for "
                             "the quiet time; expected at most (burst + quiet) / burst = "
                             "%llu.%03llu", most / 1000, most % 1000);
    }
    if (burst_rate > INT64_MAX / 4)
        return json_complain(complaint, at, "found a rate within bursts that is too high");
    total = (arrivals_time)rate * cycle;
    in_burst = burst_rate * (uint64_t)bursty.burst;
    if (!distribution_build_exponential(&plan->burst, bursty.burst, &own)
        || !distribution_build_exponential(&plan->quiet, bursty.quiet, &own))
        return complain_machine(complaint, "%s", own.text);
    plan->burst_share = (uint64_t)(((arrivals_time)bursty.burst << 64) / cycle);
    quiet_rate = total > in_burst ? (total - in_burst) / (uint64_t)bursty.quiet : 0;
    plan->paces[0] = pace_of_rate((uint64_t)quiet_rate, &plan->unit);
    plan->paces[1] = pace_of_rate((uint64_t)burst_rate, &plan->unit);
    plan->rate_max = (int64_t)burst_rate;
    return true;
}

/* One step further around the circle: (c, s) times (COS_STEP, SIN_STEP), all x 2^62. */
static void turn(int64_t *c, int64_t *s)
{
    __extension__ typedef __int128 wide;
    const wide half = (wide)1 << 61;
    int64_t next = (int64_t)(((wide)*c * COS_STEP - (wide)*s * SIN_STEP + half) >> 62);

    *s = (int64_t)(((wide)*s * COS_STEP + (wide)*c * SIN_STEP + half) >> 62);
    *c = next;
}

/* rate x (1 + swing x sine), at the middle of each step; the second half of the circle is the first
 * with the sign turned, so that the steps' mean is the mean. */
static bool plan_diurnal(struct arrivals_plan *plan, int64_t rate, const struct json_at *at,
                         struct complaint *complaint)
{
    __extension__ typedef __int128 wide;
    struct diurnal diurnal = {0};
    int64_t c = COS_HALF, s = SIN_HALF, swing;

    if (!knobs_read(arrivals_diurnal_knobs, &diurnal, at, NULL, complaint))
        return false;
    plan->period = diurnal.period;
    swing = (int64_t)(((wide)(diurnal.peak_to_trough - UNITS_FACTOR_ONE) << 32)
                      / (diurnal.peak_to_trough + UNITS_FACTOR_ONE));
    for (int i = 0; i < ARRIVALS_STEPS / 2; i++) {
        int64_t change = (int64_t)((((wide)rate * swing) >> 32) * s >> 62);
        plan->paces[i] = pace_of_rate((uint64_t)(rate + change), &plan->unit);
        plan->paces[i + ARRIVALS_STEPS / 2] =
            pace_of_rate((uint64_t)(rate - change), &plan->unit);
        if (rate + change > plan->rate_max)
            plan->rate_max = rate + change;
        turn(&c, &s);
    }
    return true;
}

static bool plan_kind(struct arrivals_plan *plan, int64_t rate, const struct json_at *at,
                      struct complaint *complaint)
{
    static const char *const names[] = {"constant", "poisson", "bursty", "diurnal"};
    struct json_at settings;
    const char *name;

    if (at == NULL)
        return true;
    if (json_kind(at) != JSON_STRING && (json_kind(at) != JSON_OBJECT || json_count(at) != 1))
        return json_complain_found(complaint, at, ARRIVALS_SAYS);
    if (json_kind(at) == JSON_OBJECT) {
        if (!json_only(at, names, 4, sizeof names[0], complaint))
            return false;
        json_child(at, 0, &settings);
        name = settings.key;
    } else {
        name = json_string(at);
    }
    for (int i = 0; i < 4; i++) {
        const struct json_at *given = json_kind(at) == JSON_OBJECT ? &settings : NULL;
        static const struct knob none[] = {{.name = NULL}};
        if (strcmp(name, names[i]) != 0)
            continue;
        plan->kind = (enum arrivals_kind)i;
        if (plan->kind == ARRIVALS_BURSTY)
            return plan_bursty(plan, rate, given, complaint);
        if (plan->kind == ARRIVALS_DIURNAL)
            return plan_diurnal(plan, rate, given, complaint);
        return knobs_read(none, plan, given, NULL, complaint);
    }
    return json_complain_found(complaint, at, ARRIVALS_SAYS);
}

bool arrivals_plan_from_json(struct arrivals_plan *plan, int64_t rate, const struct json_at *at,
                             struct complaint *complaint)
{
    struct complaint own = {0};

    CHECK(rate >= 1);
    *plan = (struct arrivals_plan){.kind = ARRIVALS_POISSON, .rate_max = rate};
    if (!distribution_build_exponential(&plan->unit, INT64_C(1) << UNIT_BITS, &own))
        return complain_machine(complaint, "%s", own.text);
    plan->gap = gap_of_rate((uint64_t)rate);
    if (plan->gap * (uint64_t)rate < SECOND_SCALED)
        plan->gap++;   /* Rounded up: what is due at a whole ns must not come at the one before. */
    plan->paces[0] = pace_of_rate((uint64_t)rate, &plan->unit);
    if (plan_kind(plan, rate, at, complaint))
        return true;
    arrivals_plan_free(plan);
    return false;
}

void arrivals_plan_free(struct arrivals_plan *plan)
{
    distribution_free(&plan->unit);
    distribution_free(&plan->burst);
    distribution_free(&plan->quiet);
}

/* Enters the segment that begins where the last one ended. */
static void begin_segment(struct arrivals *arrivals)
{
    const struct arrivals_plan *plan = arrivals->plan;

    if (plan->kind == ARRIVALS_BURSTY) {
        const struct distribution *lasts = arrivals->in_burst ? &plan->burst : &plan->quiet;
        int64_t ns = distribution_draw(lasts, rng_next(&arrivals->phases));
        arrivals->segment_end += (arrivals_time)(ns > 0 ? ns : 1) << TIME_BITS;
        arrivals->pace = plan->paces[arrivals->in_burst];
    } else if (plan->kind == ARRIVALS_DIURNAL) {
        uint64_t next = arrivals->segment + 1;
        arrivals->segment_end = ((arrivals_time)plan->period * next << TIME_BITS) / ARRIVALS_STEPS;
        arrivals->pace = plan->paces[arrivals->segment % ARRIVALS_STEPS];
    } else {
        arrivals->segment_end = NEVER;
        arrivals->pace = plan->paces[0];
    }
}

void arrivals_begin(struct arrivals *arrivals, const struct arrivals_plan *plan, uint64_t seed)
{
    *arrivals = (struct arrivals){
        .plan = plan,
        .gaps = rng_stream(seed, RNG_ARRIVAL, 0),
        .phases = rng_stream(seed, RNG_PHASE, 0),
    };
    if (plan->kind == ARRIVALS_BURSTY)
        arrivals->in_burst = rng_chance(rng_next(&arrivals->phases), plan->burst_share);
    begin_segment(arrivals);
}

static size_t fill_constant(struct arrivals *arrivals, struct request *out, size_t count,
                            arrivals_time end)
{
    size_t i = 0;

    for (; i < count && arrivals->now + arrivals->plan->gap < end; i++) {
        arrivals->now += arrivals->plan->gap;
        out[i] = (struct request){.at = (int64_t)(arrivals->now >> TIME_BITS)};
    }
    return i;
}

static arrivals_time least(arrivals_time a, arrivals_time b)
{
    return a < b ? a : b;
}

/* A gap for each word; returns the time after the last. Only where the segment does not end before that,
 * and for as many as are short together: then their sum is one word, and so is each. (No draw has more
 * than `shift` bits: so draw x scale / 2^shift is the high half of one product.) */
static arrivals_time fill_short(const struct arrivals *arrivals, struct request *out,
                                const uint64_t *words, size_t count)
{
    const int64_t *nodes = arrivals->plan->unit.of.nodes;
    struct arrivals_pace pace = arrivals->pace;
    int64_t base = (int64_t)(arrivals->now >> TIME_BITS);
    uint64_t sum = (uint32_t)arrivals->now;

    for (size_t i = 0; i < count; i++) {
        uint64_t draw = (uint64_t)distribution_draw_nodes(nodes, words[i]) << (64 - pace.shift);
        sum += (uint64_t)((arrivals_time)draw * pace.scale >> 64);
        out[i] = (struct request){.at = base + (int64_t)(sum >> TIME_BITS)};
    }
    return ((arrivals_time)(uint64_t)base << TIME_BITS) + sum;
}

/* Poisson gaps until the segment is over or there are `count` or, at the most, as many as are drawn at
 * once. */
static size_t fill_segment(struct arrivals *arrivals, struct request *out, size_t count,
                           arrivals_time end)
{
    const int64_t *nodes = arrivals->plan->unit.of.nodes;
    struct arrivals_pace pace = arrivals->pace;
    arrivals_time now = arrivals->now;
    uint64_t words[WORDS_AT_ONCE];
    size_t i = 0;

    if (count > WORDS_AT_ONCE)
        count = WORDS_AT_ONCE;
    rng_words(arrivals->gaps.key, arrivals->gaps.counter, words, count);
    if (pace.narrow && count * (arrivals_time)pace.longest < least(SHORT_SUM, end - now)) {
        arrivals->now = fill_short(arrivals, out, words, count);
        arrivals->gaps.counter += count;
        return count;
    }
    for (; i < count; i++) {
        arrivals->gaps.counter++;
        now += (arrivals_time)(uint64_t)distribution_draw_nodes(nodes, words[i]) * pace.scale
            >> pace.shift;
        if (now >= end) {
            now = end;
            break;
        }
        out[i] = (struct request){.at = (int64_t)(now >> TIME_BITS)};
    }
    arrivals->now = now;
    return i;
}

size_t arrivals_fill(struct arrivals *arrivals, struct request *out, size_t count, int64_t end)
{
    arrivals_time last = (arrivals_time)(uint64_t)end << TIME_BITS;
    size_t i = 0;

    if (arrivals->plan->kind == ARRIVALS_CONSTANT)
        return fill_constant(arrivals, out, count, last);
    while (i < count && arrivals->now < last) {
        arrivals_time until = arrivals->segment_end < last ? arrivals->segment_end : last;
        if (arrivals->pace.scale == 0)
            arrivals->now = until;
        else
            i += fill_segment(arrivals, out + i, count - i, until);
        if (arrivals->now >= arrivals->segment_end) {
            arrivals->segment++;
            arrivals->in_burst = !arrivals->in_burst;
            begin_segment(arrivals);
        }
    }
    return i;
}
