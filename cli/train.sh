#!/bin/sh
# train.sh - what a program that counts its branches is run on, so that it can be built for what is usual.
#
#     sh cli/train.sh PROGRAM FOLDER     the scenarios go into FOLDER
#
# Two worlds, one in which effects take time and one in which nothing does, under the common strategies; and a
# race in every interleaving. On one thread: what several count gets lost.

set -eu

program=$1
folder=$2

# world NAME SECTIONS
world() {
    cat >"$folder/$1.json" <<END
{
  "schema": 1, "name": "$1", "seed": 1, "duration": "10s", "warmup": "1s",
  "workload": {"zipf": {"keys": 300000, "alpha": 1.0, "rate": "100000/s", "write-fraction": 0.05}},
  $2,
  "strategies": {
    "ttl": [{"ttl": {"ttl": "1s"}}],
    "delete": [{"ttl": {"ttl": "1h"}}, {"delete": {}}],
    "signal": [{"ttl": {"ttl": "1h"}}, {"signal": {"via": "bus"}}],
    "versioned-key": [{"ttl": {"ttl": "1h"}}, {"versioned-key": {}}],
    "generation": [{"ttl": {"ttl": "1h"}}, {"generation": {"namespaces": 30000}}]
  }
}
END
    "$program" run --jobs 1 --json "$folder/$1.json" >/dev/null
}

world latencies '"cache": {"latency": {"lognormal": {"median": "300us", "p99": "2ms"}}},
  "database": {"read": {"lognormal": {"median": "2ms", "p99": "40ms"}},
               "write": {"lognormal": {"median": "1ms", "p99": "20ms"}},
               "commit": {"lognormal": {"median": "4ms", "p99": "60ms"}}}'
world instants '"cache": {"entries": 30000, "eviction": "lru"}'
# It finds the race, which is status 1.
"$program" explore --jobs 1 --quiet --stack '[{"delete": {}}]' >/dev/null || [ $? -eq 1 ]
