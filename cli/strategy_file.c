/* strategy_file.c - reading a stack of layers. */
#include "cli/strategy_file.h"

#include "sim/base/knob.h"
#include "strategies/catalogue.h"

#include <stdlib.h>
#include <string.h>

static bool read_layer(struct scenario_strategy *strategy, const struct json_at *layer,
                       struct complaint *complaint)
{
    const struct strategy *found;
    struct json_at settings;
    void *config = NULL;

    if (!json_expect(layer, JSON_OBJECT, complaint))
        return false;
    if (json_count(layer) != 1)
        return json_complain(complaint, layer, "found %zu keys; expected one layer, such as "
                             "{\"ttl\": {\"ttl\": \"60s\"}}", json_count(layer));
    json_child(layer, 0, &settings);
    found = catalogue_find(settings.key);
    if (found == NULL) {
        const char *meant = catalogue_did_you_mean(settings.key);
        return json_complain(complaint, &settings, "found no strategy of that name%s%s%s "
                             "(`stalemate strategies` lists them)", meant ? "; did you mean \"" : "",
                             meant ? meant : "", meant ? "\"?" : "");
    }
    if (!json_expect(&settings, JSON_OBJECT, complaint))
        return false;
    if (found->config_size > 0) {
        config = calloc(1, found->config_size);
        if (config == NULL)
            return complain_machine(complaint, "out of memory");
        strategy->configs[strategy->stack.layers - 1] = config;
        if (!knobs_read(found->knobs, config, &settings, NULL, complaint))
            return false;
        if (found->accepts != NULL && !found->accepts(config, &settings, complaint))
            return false;
    } else if (!json_only(&settings, NULL, 0, sizeof(char *), complaint)) {
        return false;
    }
    if (!stack_push(&strategy->stack, found, config))
        return json_complain(complaint, layer, "found a layer too many; expected at most %d",
                             STACK_LAYERS_MAX - 1);
    return true;
}

bool strategy_read(struct scenario_strategy *strategy, const struct json_at *at,
                   struct complaint *complaint)
{
    strategy->name = at->key;
    stack_open(&strategy->stack);
    if (strategy->name != NULL && strategy->name[strspn(strategy->name, " \t\r\n")] == '\0')
        return json_complain(complaint, at, "found a strategy without a name; expected one that "
                             "reports can show");
    if (!json_expect(at, JSON_ARRAY, complaint))
        return false;
    if (json_count(at) >= STACK_LAYERS_MAX)
        return json_complain(complaint, at, "found %zu layers; expected at most %d",
                             json_count(at), STACK_LAYERS_MAX - 1);
    strategy->text = json_print(at);
    if (strategy->text == NULL)
        return complain_machine(complaint, "out of memory");
    for (size_t i = 0; i < json_count(at); i++) {
        struct json_at layer;
        json_child(at, i, &layer);
        if (!read_layer(strategy, &layer, complaint))
            return false;
    }
    if ((strategy->stack.traits & STRATEGY_PERFECT)
        && (strategy->stack.traits & (STRATEGY_COUNTS | STRATEGY_NAMES_BY_ROW)))
        return json_complain(complaint, at, "found \"ideal\" with a layer that puts versions into keys; "
                             "expected none: at a commit it forgets the copy under the plain key");
    return true;
}

bool strategy_read_text(struct scenario_strategy *strategy, const char *name, const char *text,
                        struct complaint *complaint)
{
    struct json_document *document = json_read_text(name, text, strlen(text), complaint);
    struct json_at root;
    bool fine;

    if (document == NULL)
        return false;
    root = json_root(document);
    fine = strategy_read(strategy, &root, complaint);
    strategy->name = name;
    json_free(document);
    return fine;
}

void strategy_free(struct scenario_strategy *strategy)
{
    for (unsigned layer = 1; layer < STACK_LAYERS_MAX; layer++) {
        void *config = strategy->configs[layer - 1];
        if (config != NULL && layer < strategy->stack.layers)
            knobs_free(strategy->stack.strategy[layer]->knobs, config);
        free(config);
    }
    free(strategy->text);
}
