/* tokens.c - a table of those that are out. */
#include "sim/model/tokens.h"

struct token {
    sim_time expiry;
    uint32_t who, era;
};

bool tokens_open(struct tokens *tokens, uint32_t count_max, struct complaint *complaint)
{
    return names_open(&tokens->names, complaint)
        && pool_open(&tokens->pool, sizeof(struct token), count_max, complaint);
}

void tokens_close(struct tokens *tokens)
{
    names_close(&tokens->names);
    pool_close(&tokens->pool);
}

/* The name's valid token; NULL: it has none, and what it had is forgotten. */
static struct token *find(struct tokens *tokens, uint64_t name, sim_time now)
{
    uint32_t index = names_find(&tokens->names, name);
    struct token *token;

    if (index == NAMES_NONE)
        return NULL;
    token = pool_item(&tokens->pool, index);
    if (token->expiry > now && token->era == tokens->era)
        return token;
    names_remove(&tokens->names, name);
    pool_give(&tokens->pool, index);
    return NULL;
}

bool tokens_give(struct tokens *tokens, uint64_t name, uint32_t who, sim_time expiry, sim_time now)
{
    struct token *token = find(tokens, name, now);

    if (token != NULL && token->who != who)
        return false;
    if (token == NULL) {
        uint32_t index = pool_take(&tokens->pool);
        names_add(&tokens->names, name, index);
        token = pool_item(&tokens->pool, index);
    }
    *token = (struct token){.expiry = expiry, .who = who, .era = tokens->era};
    return true;
}

bool tokens_take(struct tokens *tokens, uint64_t name, uint32_t who, sim_time now)
{
    const struct token *token = find(tokens, name, now);

    return token != NULL && token->who == who && tokens_void(tokens, name, now);
}

bool tokens_void(struct tokens *tokens, uint64_t name, sim_time now)
{
    if (tokens->pool.live == 0 || find(tokens, name, now) == NULL)
        return false;
    pool_give(&tokens->pool, names_find(&tokens->names, name));
    names_remove(&tokens->names, name);
    return true;
}

void tokens_clear(struct tokens *tokens)
{
    tokens->era++;
}
