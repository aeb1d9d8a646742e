/* slow_conditions.c - the slow model: whether a set has what it needs, a token or what it has found. */
#include "tests/differential/slow_history.h"

uint64_t slow_name_in(const struct slow_line *line)
{
    return (uint64_t)(line->flags & 1) << 62 | (uint64_t)line->row << 32 | line->version;
}

struct slow_token *slow_token_of(struct slow_model *model, const struct slow_line *line)
{
    struct slow_token *token = model->tokens;

    while (token < model->tokens + model->token_count && token->name != slow_name_in(line))
        token++;
    if (token == model->tokens + model->token_count)
        model->token_count++;
    token->name = slow_name_in(line);
    if (token->expiry <= line->at)
        token->op = 0;
    return token;
}

bool slow_takes_token(struct slow_model *model, const struct slow_line *line)
{
    struct slow_token *token = slow_token_of(model, line);
    bool good = token->op == line->op;

    if (good != (line->reply == REPLY_OK))
        slow_complain(model, line, "a token that is %s", good ? "good" : "void");
    model->result->stores_refused += !good && slow_is_measured(model, line->at);
    if (good)
        token->op = 0;
    return good;
}

bool slow_is_fit(struct slow_model *model, const struct slow_line *line,
                 const struct slow_op *op)
{
    const struct slow_entry *entry = slow_cache_find(&model->cache, slow_name_in(line), line->at);
    unsigned reply = REPLY_OK;

    if (line->effect == EFFECT_CACHE_ADD && entry != NULL)
        reply = REPLY_MISS;
    if (line->effect == EFFECT_CACHE_CAS && entry == NULL)
        reply = REPLY_MISS;
    if (line->effect == EFFECT_CACHE_CAS && entry != NULL && entry->unique != op->found
        && model->settings->mistake != SLOW_CAS_BY_NAME)
        reply = REPLY_CHANGED;
    if (reply != line->reply)
        slow_complain(model, line, "a set whose reply is %u", reply);
    model->result->stores_refused += reply != REPLY_OK && slow_is_measured(model, line->at);
    return reply == REPLY_OK;
}
