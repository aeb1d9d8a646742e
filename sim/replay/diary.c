/* diary.c - what must be kept of time for a script to go as it does in its rehearsal. */
#include "sim/replay/timing.h"
#include "sim/replay/turns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Something that will expire. */
struct life {
    uint64_t name;
    uint8_t where;
    bool over;
    size_t from, until;        /* turns: since when, and when it was last needed */
    int64_t ttl;
};

struct diary {
    const struct turns *turns;
    struct life *lives;
    struct timing_bound *bounds;
    size_t lives_count, bound_count, lives_max, bound_max;
    size_t last[SCRIPT_ACTORS_MAX];    /* each actor's last turn, or its message's sending */
    unsigned messages;
    bool failed;
};

/* Room for one more. */
static void *grow(struct diary *diary, void *array, size_t count, size_t *max, size_t size)
{
    void *grown = array;

    if (count == *max) {
        *max = *max * 2 + 64;
        grown = realloc(array, *max * size);
        diary->failed = diary->failed || grown == NULL;
    }
    return grown != NULL ? grown : array;
}

static void bind(struct diary *diary, size_t before, size_t after, int64_t least)
{
    diary->bounds = grow(diary, diary->bounds, diary->bound_count, &diary->bound_max,
                         sizeof diary->bounds[0]);
    if (!diary->failed)
        diary->bounds[diary->bound_count++] =
            (struct timing_bound){.before = before, .after = after, .least = least};
}

struct diary *diary_open(const struct turns *turns, struct complaint *complaint)
{
    struct diary *diary = calloc(1, sizeof *diary);

    if (diary == NULL)
        complain_machine(complaint, "out of memory");
    else
        diary->turns = turns;
    return diary;
}

void diary_close(struct diary *diary)
{
    if (diary == NULL)
        return;
    free(diary->lives);
    free(diary->bounds);
    free(diary);
}

/* ---- what lives ---- */

static struct life *find_life(struct diary *diary, uint64_t name, unsigned where)
{
    for (size_t i = 0; i < diary->lives_count; i++) {
        struct life *life = &diary->lives[i];
        if (!life->over && life->name == name && life->where == where)
            return life;
    }
    return NULL;
}

static void end_life(struct life *life, size_t until)
{
    if (life == NULL)
        return;
    life->over = true;
    life->until = until;
}

static bool is_there(const struct script_seen *seen, const struct life *life)
{
    for (unsigned i = 0; i < seen->cell_count; i++) {
        if (seen->cells[i].name == life->name && seen->cells[i].where == life->where)
            return true;
    }
    return false;
}

/* Tokens are not told of with the rest; one matters only to who asks for the name. */
static void follow_token(struct diary *diary, const struct script_seen *seen)
{
    enum effect_kind kind = (enum effect_kind)seen->effect;
    struct life *token = find_life(diary, seen->name, SCRIPT_TOKEN);

    if (token == NULL)
        return;
    if (kind == EFFECT_LEASE_GET || kind == EFFECT_LEASE_SET)
        token->until = seen->turn;
    if (kind == EFFECT_CACHE_DELETE || (effect_stores(kind) && seen->reply == REPLY_OK))
        end_life(token, token->until);
}

static void follow_lives(struct diary *diary, const struct script_seen *seen)
{
    const struct script_turn *turn = &diary->turns->all[seen->turn];

    if (seen->effect != EFFECT_NONE && seen->reply != REPLY_LOST)
        follow_token(diary, seen);
    for (size_t i = 0; i < diary->lives_count; i++) {
        struct life *life = &diary->lives[i];
        if (life->over)
            continue;
        bool again = seen->ttl > 0 && seen->name == life->name && seen->where == life->where;
        if (life->where == SCRIPT_TOKEN) {
            if (again || turn->move == SCRIPT_RESTART)
                end_life(life, life->until);
            continue;
        }
        /* What is set anew, or touched, lives another life. */
        if (again || !is_there(seen, life))
            end_life(life, seen->turn);
        else
            life->until = seen->turn;
    }
    if (seen->ttl == 0)
        return;
    diary->lives = grow(diary, diary->lives, diary->lives_count, &diary->lives_max,
                        sizeof diary->lives[0]);
    if (!diary->failed)
        diary->lives[diary->lives_count++] = (struct life){
            .name = seen->name, .where = seen->where, .from = seen->turn, .until = seen->turn,
            .ttl = seen->ttl};
}

/* The turn is an expiry: not before the time to live is over, and after the turn before it, at which
 * it is not. */
static void expire(struct diary *diary, uint64_t name, unsigned where, size_t number)
{
    struct life *life = find_life(diary, name, where);

    if (life == NULL)
        return;
    bind(diary, life->from, number, life->ttl);
    if (number > 0)
        end_life(life, number - 1);
}

/* ---- turns ---- */

void diary_note(struct diary *diary, const struct script_seen *seen)
{
    const struct script_turn *turn = &diary->turns->all[seen->turn];

    if (seen->turn > 0)
        bind(diary, seen->turn - 1, seen->turn, turns_gap((enum script_move)turn->move));
    if (turn->move == SCRIPT_EXPIRY)
        expire(diary, seen->name, turn->where, seen->turn);
    follow_lives(diary, seen);
    if (turn->move >= SCRIPT_EXPIRY && turn->move != SCRIPT_WHOLE)
        return;                        /* Nobody's. */
    if (seen->paused > 0)
        bind(diary, diary->last[turn->actor], seen->turn, seen->paused);
    diary->last[turn->actor] = seen->turn;
    for (; diary->messages < seen->messages; diary->messages++)
        diary->last[SCRIPT_MESSAGE + diary->messages] = seen->turn;
}

bool diary_settle(const struct diary *diary, struct turns *turns, unsigned *step, char *why,
                  size_t size)
{
    size_t all = diary->bound_count + diary->lives_count, broken = 0;
    struct timing_bound *bounds = calloc(all + 1, sizeof bounds[0]);
    sim_time *at = calloc((size_t)turns->count + 1, sizeof at[0]);
    bool fine = bounds != NULL && at != NULL && !diary->failed;

    snprintf(why, size, "out of memory");
    *step = 0;
    if (fine) {
        if (diary->bound_count > 0)
            memcpy(bounds, diary->bounds, diary->bound_count * sizeof bounds[0]);
        for (size_t i = 0; i < diary->lives_count; i++)
            bounds[diary->bound_count + i] = (struct timing_bound){
                .before = diary->lives[i].until, .after = diary->lives[i].from,
                .least = 1 - diary->lives[i].ttl};
        at[0] = TURNS_BEGIN;
        fine = timing_solve(at, turns->count, bounds, all, &broken);
        if (!fine) {
            *step = (unsigned)bounds[broken].after + 1;
            snprintf(why, size, "its time to live, or a pause, does not let this be: no instants fit "
                     "the steps");
        }
        for (unsigned i = 0; fine && i < turns->count; i++)
            turns->all[i].at = at[i];
    }
    free(bounds);
    free(at);
    return fine;
}
