/* variants.c - the table of stacks that people use: the rows of the guarantee matrix.
 *
 * One line a stack. A new strategy gets a line for each setting that changes what it guarantees, and
 * one for the stack in which it should be used. Durations stand for "some time": the explorer has no
 * clock. */
#include "strategies/variants.h"

#define TTL "{\"ttl\": {\"ttl\": \"1h\"}}"
#define LEASE "{\"lease\": {\"tries\": 1}}"
#define CAS "{\"cas\": {}}"
#define DELETE "{\"delete\": {}}"

const struct variant variants[] = {
    {"no-cache", "[{\"no-cache\": {}}]", "a bound: every read goes to the database"},
    {"ideal", "[{\"ideal\": {}}]", "a bound: instant, free and perfect invalidation"},
    {"ttl", "[" TTL "]", "Django cache.set(key, value, timeout); Rails expires_in"},
    {"ttl, sliding", "[{\"ttl\": {\"ttl\": \"1h\", \"sliding\": true}}]",
     "Django cache.touch on each read; Spring expireAfterAccess"},

    {"delete before write", "[{\"delete\": {\"when\": \"before-write\"}}]",
     "cache.delete(key), then save(); Spring @CacheEvict(beforeInvocation = true)"},
    {"delete in transaction", "[{\"delete\": {\"when\": \"in-transaction\"}}]",
     "cache.delete(key) after save(), inside atomic(); Rails after_save"},
    {"delete", "[" DELETE "]",
     "cache.delete(key) after the commit; Rails after_commit"},
    {"delete, 2 attempts", "[{\"delete\": {\"attempts\": 2}}]",
     "the same, and a delete that fails is tried once more"},
    {"ttl + delete", "[" TTL ", " DELETE "]", "a timeout under a delete after the commit"},
    {"double delete", "[{\"delayed-double-delete\": {}}]",
     "cache.delete(key), save(), and cache.delete(key) again from a timer"},
    {"ttl + double delete", "[" TTL ", {\"delayed-double-delete\": {}}]",
     "a timeout under a delayed double delete"},

    {"key: row's version", "[{\"versioned-key\": {\"source\": \"row\"}}]",
     "a version column in the key, asked for before each look-up"},
    {"key: updated_at", "[{\"versioned-key\": {\"source\": \"updated-at\"}}]",
     "Rails cache_key_with_version; Django template fragments that vary on updated_at"},
    {"key: counter", "[{\"versioned-key\": {}}]",
     "a version in the cache, set anew from the clock, cache.incr(key) after the commit"},
    {"key: random counter", "[{\"versioned-key\": {\"seed\": \"random\"}}]",
     "the same, from a random number where it is lost, instead of from the time"},
    {"key: counter from 1", "[{\"versioned-key\": {\"seed\": \"one\"}}]",
     "the same, but a version that is missing begins at 1"},
    {"key: get and set", "[{\"versioned-key\": {\"bump\": \"get-set\"}}]",
     "cache.set(key, cache.get(key) + 1): an increment in two steps"},
    {"key: carry", "[{\"versioned-key\": {\"bump\": \"carry\"}}]",
     "Django cache.incr_version(key), which copies the old value along"},
    {"key: remembered", "[{\"versioned-key\": {\"memo-ttl\": \"1m\"}}]",
     "the version is remembered in each process for a while"},
    {"ttl + key: counter", "[" TTL ", {\"versioned-key\": {}}]", "a timeout under a versioned key"},
    {"generation", "[{\"generation\": {}}]",
     "one version for a namespace: Django KEY_PREFIX or VERSION; Rails namespace"},

    {"signal pre-commit", "[{\"signal\": {\"when\": \"pre-commit\"}}]",
     "Django post_save inside atomic(), whose receiver deletes"},
    {"signal", "[{\"signal\": {}}]", "Django transaction.on_commit, which deletes"},
    {"signal by bus", "[{\"signal\": {\"via\": \"bus\"}}]",
     "on_commit sends a message (Celery, Kafka), whose consumer deletes"},
    {"signal by bus, set", "[{\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]",
     "on_commit sends the new value, which the consumer sets"},
    {"signal, set", "[{\"signal\": {\"action\": \"set\"}}]",
     "on_commit sets the new value: write-through"},
    {"signal pre-commit, set",
     "[{\"signal\": {\"when\": \"pre-commit\", \"action\": \"set\"}}]",
     "post_save sets the new value, inside atomic()"},
    {"ttl + signal by bus", "[" TTL ", {\"signal\": {\"via\": \"bus\"}}]",
     "a timeout under a message that deletes"},

    {"lease + del. in trans.", "[" LEASE ", {\"delete\": {\"when\": \"in-transaction\"}}]",
     "a lease under a delete before the commit"},
    {"lease + delete", "[" LEASE ", " DELETE "]",
     "memcached leases (Memcache at Facebook) under a delete after the commit"},
    {"lease + signal by bus", "[" LEASE ", {\"signal\": {\"via\": \"bus\"}}]",
     "a lease under a message that deletes"},
    {"lease + signal, set", "[" LEASE ", {\"signal\": {\"action\": \"set\"}}]",
     "a lease under write-through"},
    {"ttl + lease + delete", "[" TTL ", " LEASE ", " DELETE "]",
     "a timeout under a lease under a delete after the commit"},

    {"add + delete", "[{\"cas\": {\"write\": \"none\"}}, " DELETE "]",
     "memcached add (Redis SET NX) after a miss, and a delete after the commit"},
    {"cas, overwrite", "[{\"cas\": {\"write\": \"overwrite\"}}]",
     "save(), then gets and cas of what was saved, again if it fails"},
    {"cas, replace", "[{\"cas\": {\"write\": \"replace\"}}]",
     "gets, then save(), then cas of what was saved; delete if it fails"},
    {"cas", "[" CAS "]",
     "save(), then gets, a query of the row, and cas, again if it fails; memcached, or Redis WATCH"},
    {"cas + delete", "[" CAS ", " DELETE "]", "the same, and a delete to be on the safe side"},
    {"ttl + cas", "[" TTL ", " CAS "]", "a timeout under gets, a query and cas"},

    {"recheck", "[{\"recheck\": {}}, " DELETE "]",
     "versions of all rows of a page asked for before and after, under a delete"},
    {"lease + recheck", "[" LEASE ", {\"recheck\": {}}, " DELETE "]",
     "a lease under the same"},
    {.name = NULL},
};
