/* worlds.c - the table of small worlds. */
#include "tests/explore/worlds.h"

struct explore_bounds world_filled(struct explore_bounds bounds)
{
    bounds.rows = bounds.rows > 0 ? bounds.rows : 1;
    bounds.nodes = bounds.nodes > 0 ? bounds.nodes : 1;
    bounds.roads = bounds.roads > 0 ? bounds.roads : SAVE;
    return bounds;
}

const struct small_world small_worlds[] = {
    {"[]", WORLD(2, 1, 2, 2)},
    {"[{\"no-cache\": {}}]", WORLD(2, 2, 2, 2, FAULTS([FAULT_CRASH] = 1))},
    {"[{\"ideal\": {}}]", WORLD(2, 2, 2, 1, FAULTS([FAULT_EVICTION] = 1, [FAULT_ROLLBACK] = 1))},
    {"[{\"ideal\": {}}, {\"signal\": {\"when\": \"pre-commit\", \"via\": \"bus\", \"action\": "
     "\"set\"}}]", WORLD(1, 2, 1, 1, FAULTS([FAULT_ROLLBACK] = 1))},
    {"[{\"delete\": {}}]", WORLD(2, 2, 2, 1)},
    {"[{\"delete\": {}}]", WORLD(1, 1, 2, 2, FAULTS(1, 1, 1, 1, 1, 1, 1, 1))},
    {"[{\"delete\": {\"attempts\": 3}}]", WORLD(2, 1, 1, 1, FAULTS([FAULT_LOST] = 2))},
    {"[" TTL ", {\"delete\": {\"when\": \"in-transaction\"}}]",
     WORLD(2, 1, 1, 2, .read_after = true, FAULTS([FAULT_EXPIRY] = 1, [FAULT_CRASH] = 1))},
    {"[{\"delete\": {\"when\": \"before-write\"}}]",
     WORLD(1, 2, 2, 1, .read_own = true, .roads = SAVE | RAW)},
    {"[{\"ttl\": {\"ttl\": \"1h\", \"sliding\": true, \"jitter\": \"1m\"}}, {\"delete\": {}}]",
     WORLD(2, 1, 2, 1, FAULTS([FAULT_EXPIRY] = 1))},
    {"[{\"delayed-double-delete\": {\"attempts\": 2}}]",
     WORLD(1, 1, 2, 2, FAULTS([FAULT_LOST] = 1, [FAULT_CRASH] = 1, [FAULT_ROLLBACK] = 1))},
    {"[{\"delayed-double-delete\": {}}, {\"signal\": {\"via\": \"bus\"}}]",
     WORLD(1, 1, 1, 1, .read_after = true, FAULTS([FAULT_DUPLICATED] = 1))},
    {"[{\"signal\": {\"via\": \"bus\"}}]",
     WORLD(1, 2, 2, 1, FAULTS([FAULT_LOST] = 1, [FAULT_DUPLICATED] = 1))},
    {"[{\"signal\": {\"action\": \"set\"}}]", WORLD(2, 2, 1, 1, .roads = SAVE | BULK | RAW)},
    {"[{\"signal\": {\"when\": \"pre-commit\", \"via\": \"bus\", \"action\": \"set\"}}]",
     WORLD(2, 1, 1, 2, FAULTS([FAULT_ROLLBACK] = 1, [FAULT_DUPLICATED] = 1))},
    {"[" TTL ", {\"signal\": {\"when\": \"pre-commit\", \"action\": \"set\"}}]",
     WORLD(1, 2, 1, 1, .read_own = true, FAULTS([FAULT_ROLLBACK] = 1, [FAULT_CRASH] = 1))},
    {"[{\"versioned-key\": {}}]", WORLD(2, 1, 2, 2)},
    {"[{\"versioned-key\": {\"seed\": \"one\"}}]",
     WORLD(1, 1, 2, 2, FAULTS([FAULT_EVICTION] = 1, [FAULT_RESTART] = 1))},
    {"[{\"versioned-key\": {\"seed\": \"random\", \"counter-ttl\": \"1h\"}}]",
     WORLD(1, 1, 2, 1, FAULTS([FAULT_EXPIRY] = 2))},
    {"[{\"versioned-key\": {\"memo-ttl\": \"1m\"}}]",
     WORLD(2, 1, 1, 1, .nodes = 2, FAULTS([FAULT_EXPIRY] = 1))},
    {"[" TTL ", {\"versioned-key\": {\"memo-ttl\": \"1m\", \"counter-ttl\": \"1h\"}}]",
     WORLD(1, 1, 2, 1, FAULTS([FAULT_LOST] = 1))},
    {"[{\"versioned-key\": {\"bump\": \"get-set\"}}]", WORLD(1, 2, 1, 1)},
    {"[{\"versioned-key\": {\"bump\": \"carry\"}}]", WORLD(1, 2, 2, 1, .read_own = true)},
    {"[{\"versioned-key\": {\"source\": \"row\"}}]", WORLD(2, 2, 1, 1, .read_own = true)},
    {"[{\"versioned-key\": {\"source\": \"updated-at\"}}]",
     WORLD(1, 1, 2, 2, FAULTS([FAULT_TICK] = 1))},
    {"[{\"generation\": {}}]", WORLD(1, 1, 1, 1, .rows = 2, FAULTS([FAULT_EVICTION] = 1))},
    {"[" LEASE ", {\"delete\": {}}]", WORLD(2, 1, 1, 2)},
    {"[{\"lease\": {\"tries\": 2}}]", WORLD(2, 0, 1, 0, FAULTS(1, 1, 1, 1, 1, 1, 1, 1))},
    {"[" LEASE ", {\"delete\": {}}]", WORLD(2, 1, 1, 1, FAULTS([FAULT_EXPIRY] = 1))},
    {"[" TTL ", " LEASE ", {\"delete\": {}}]",
     WORLD(1, 1, 2, 2, FAULTS(1, 1, 1, 1, 1, 1, 1, 1))},
    {"[" LEASE ", {\"delete\": {\"when\": \"in-transaction\"}}]",
     WORLD(1, 2, 1, 1, .read_own = true, FAULTS([FAULT_CRASH] = 1, [FAULT_ROLLBACK] = 1))},
    {"[{\"ideal\": {}}, {\"lease\": {\"tries\": 0}}]",
     WORLD(2, 2, 1, 1, FAULTS([FAULT_RESTART] = 1, [FAULT_LOST] = 1))},
    {"[" LEASE ", {\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]",
     WORLD(2, 1, 1, 1, FAULTS([FAULT_EVICTION] = 1))},
    {"[" LEASE ", {\"versioned-key\": {}}]", WORLD(2, 1, 1, 1)},
    {"[{\"cas\": {}}]", WORLD(1, 2, 2, 1)},
    {"[{\"cas\": {\"retries\": 1}}]",
     WORLD(1, 1, 1, 2, FAULTS(1, 1, 1, 1, 1, 1, 1, 1))},
    {"[{\"cas\": {\"retries\": 0, \"give-up\": \"leave\"}}, {\"delete\": {}}]",
     WORLD(1, 2, 1, 1, .read_after = true)},
    {"[" TTL ", {\"cas\": {\"write\": \"replace\"}}]",
     WORLD(1, 2, 2, 1, .read_own = true, FAULTS([FAULT_EXPIRY] = 1))},
    {"[{\"cas\": {\"write\": \"overwrite\"}}]",
     WORLD(1, 2, 1, 1, FAULTS([FAULT_EVICTION] = 1, [FAULT_CRASH] = 1))},
    {"[{\"cas\": {\"write\": \"none\"}}, {\"delete\": {}}]", WORLD(2, 1, 2, 2)},
    {"[{\"ideal\": {}}, {\"cas\": {\"retries\": 1}}]",
     WORLD(1, 2, 1, 1, FAULTS([FAULT_RESTART] = 1, [FAULT_ROLLBACK] = 1))},
    {"[" LEASE ", {\"cas\": {\"write\": \"replace\"}}]",
     WORLD(2, 1, 1, 1, .read_own = true, FAULTS([FAULT_LOST] = 1))},
    {"[{\"versioned-key\": {}}, {\"cas\": {\"retries\": 1}}]", WORLD(1, 1, 2, 1)},
    {"[{\"cas\": {}}]", WORLD(1, 1, 1, 1, .rows = 2, FAULTS([FAULT_EVICTION] = 1))},
    {"[{\"shared-name\": {}}, {\"cas\": {\"retries\": 1}}]", WORLD(1, 1, 1, 1, .rows = 2)},
    {"[{\"shared-name\": {}}, {\"delete\": {}}]", WORLD(2, 1, 1, 1, .rows = 2)},
    {"[{\"delete\": {}}]", WORLD(1, 2, 1, 1, .pages = 1, FAULTS([FAULT_LOST] = 1))},
    {"[]", WORLD(1, 1, 1, 2, .rows = 2, .pages = 1, FAULTS([FAULT_CRASH] = 1, [FAULT_ROLLBACK] = 1))},
    {"[{\"ideal\": {}}]", WORLD(1, 1, 2, 2, .pages = 1)},
    {"[{\"delete\": {}}]", WORLD(1, 2, 1, 1, .pages = 1, .read_own = true)},
    {"[{\"versioned-key\": {\"source\": \"row\"}}]", WORLD(1, 2, 2, 1, .pages = 1)},
    {"[" LEASE ", {\"delete\": {}}]", WORLD(1, 2, 2, 1, .pages = 1, FAULTS([FAULT_EXPIRY] = 1))},
    {"[{\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]",
     WORLD(1, 1, 1, 2, .pages = 1, .read_after = true)},
    {"[{\"recheck\": {\"tries\": 2}}, {\"delete\": {}}]", WORLD(1, 1, 1, 2, .pages = 1)},
};

const size_t small_world_count = sizeof small_worlds / sizeof small_worlds[0];

struct explore_result world_explore(const struct explore_settings *settings)
{
    struct complaint complaint = {0};
    struct explore_result result;

    CHECK_THAT(explore_run(settings, &result, &complaint), "%s", complaint.text);
    return result;
}

unsigned world_verdicts(const struct explore_result *result, enum verdict verdict)
{
    unsigned properties = 0;

    for (unsigned i = 0; i < PROPERTY_COUNT; i++)
        properties |= (unsigned)(result->properties[i].verdict == verdict) << i;
    return properties;
}

unsigned world_clients(const struct explore_witness *witness)
{
    unsigned clients = 0;

    for (unsigned i = 0; i < witness->length; i++) {
        if (witness->steps[i].move < MOVE_EXPIRY && witness->steps[i].actor < EXPLORE_MESSAGE)
            clients |= 1u << witness->steps[i].actor;
    }
    return (unsigned)__builtin_popcount(clients);
}
