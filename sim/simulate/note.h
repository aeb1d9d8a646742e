/* note.h - what happened, as an event. */
#ifndef SIM_SIMULATE_NOTE_H
#define SIM_SIMULATE_NOTE_H

#include "sim/simulate/simulation.h"

/* A read is answered: `version` of the row, and flags of an event. */
static inline void read_note(struct simulation *sim, uint32_t row, uint32_t number, sim_time began,
                             sim_time at, uint32_t version, unsigned flags)
{
    event_note(&sim->events, (struct event){
        .at = at, .row = row, .kind = EVENT_READ, .op = number, .version = version,
        .flags = (uint8_t)flags, .extra = (uint64_t)began});
}

/* An operation does something; `more`: what else there is to say of it. */
static inline void flight_note(struct simulation *sim, const struct flight *flight,
                               enum event_kind kind, struct event more)
{
    more.at = sim->now;
    more.row = flight->row;
    more.kind = (uint8_t)kind;
    more.op = flight->number;
    event_note(&sim->events, more);
}

/* Of the effect that a flow is at. */
static inline void effect_note(struct simulation *sim, const struct flight *flight,
                               enum event_kind kind, uint32_t version)
{
    const struct effect *effect = &flight->op.effect;

    bool own = effect_stores((enum effect_kind)effect->kind)
        && effect->value == flight->op.change;
    bool bumps = effect->kind == EFFECT_COUNTER_GET && effect->add;

    flight_note(sim, flight, kind, (struct event){
        .effect = effect->kind, .reply = flight->op.reply,
        .flags = own ? EVENT_OWN : bumps ? EVENT_BUMPS : 0,
        .version = version, .extra = effect->name});
}

/* More about the effect that is noted next. */
static inline void effect_note_more(struct simulation *sim, const struct flight *flight,
                                    uint64_t extra)
{
    flight_note(sim, flight, EVENT_MORE, (struct event){
        .effect = flight->op.effect.kind, .extra = extra});
}

#endif
