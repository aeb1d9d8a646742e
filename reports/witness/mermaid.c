/* mermaid.c - a witness as a Mermaid sequence diagram: actors, database and cache; the steps that
 * race stand on a tinted ground. */
#include "reports/witness/label.h"
#include "reports/witness/story.h"
#include "reports/witness/witness.h"

static void add_participant(struct text *to, const struct account *it, uint8_t actor)
{
    text_format(to, "    participant a%d as ", actor);
    account_actor(to, it, actor);
    text_add_char(to, '\n');
}

/* Whom an effect is asked of; NULL: nobody. */
static const char *partner(const struct explore_step *step)
{
    if (effect_to_cache((enum effect_kind)step->effect))
        return "cache";
    if (step->effect >= EFFECT_DB_READ && step->effect <= EFFECT_DB_ROLLBACK)
        return "database";
    return NULL;
}

static void add_step(struct text *to, const struct account *it, const struct story *story, int i)
{
    const struct explore_step *step = account_step(it, i);
    bool races = i == story->race[0] || i == story->race[1];
    struct text outcome = {0};

    if (races)
        text_add(to, "    rect rgb(255, 224, 178)\n");
    if (account_is_fault(step))
        text_add(to, "    Note over cache: ");
    else if (step->move == MOVE_CRASH || partner(step) == NULL)
        text_format(to, "    Note over a%d: ", step->actor);
    else
        text_format(to, "    a%d%s%s: ", step->actor, step->move == MOVE_LOST ? "-x" : "->>",
                    partner(step));
    text_format(to, "%d. ", i + 1);
    label_step(to, it, step);
    text_add_char(to, '\n');
    if (races)
        text_add(to, "    end\n");
    label_outcome(&outcome, it, step);
    if (outcome.length > 0)
        text_format(to, "    Note over a%d: %s\n", step->actor, outcome.bytes);
    text_free(&outcome);
}

/* A semicolon would end the statement. */
static void add_kept(struct text *to, const char *kept)
{
    text_add(to, "    Note over database,cache: kept by ");
    for (; *kept != '\0'; kept++) {
        if (*kept == ';')
            text_add(to, "#59;");
        else
            text_add_char(to, *kept);
    }
    text_add_char(to, '\n');
}

void witness_mermaid(struct text *to, const struct account *it)
{
    uint8_t actors[LABEL_ACTORS_MAX];
    unsigned count = label_actors(it, actors);
    struct story story;

    story_tell(&story, it);
    text_add(to, "sequenceDiagram\n    %% ");
    text_add(to, explore_property_name(it->property));
    text_format(to, " is %s\n", explore_verdict_name(it->verdict));
    for (unsigned i = 0; i < count; i++)
        add_participant(to, it, actors[i]);
    text_add(to, "    participant database\n    participant cache\n");
    for (unsigned i = 0; i < it->witness->length; i++)
        add_step(to, it, &story, (int)i);
    text_add(to, "    Note over database,cache: database ");
    label_database(to, it, (int)it->witness->length - 1);
    text_add(to, ", cache ");
    label_cache(to, it, (int)it->witness->length - 1);
    text_add_char(to, '\n');
    if (story.kept.length > 0)
        add_kept(to, story.kept.bytes);
    if (it->replay != NULL)
        text_format(to, "    %%%% %s\n", it->replay);
    story_free(&story);
}
