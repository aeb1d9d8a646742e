/* knob.h - one description of each setting, from which everything about it is made.
 *
 * A struct of settings is described by a table of knobs: name, kind (which is also its unit),
 * preset, bounds and one sentence. The JSON reader, `--help`, `stalemate strategies NAME`, the docs
 * and the error messages all come from that table. A table ends with a row without a name. */
#ifndef SIM_BASE_KNOB_H
#define SIM_BASE_KNOB_H

#include "sim/base/complaint.h"
#include "sim/base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum knob_kind {               /* the C type of the setting, and its unit */
    KNOB_DURATION,             /* int64_t, ns */
    KNOB_SIZE,                 /* int64_t, bytes */
    KNOB_RATE,                 /* int64_t, micro-events a second */
    KNOB_RATIO,                /* uint64_t, threshold of rng_chance */
    KNOB_FACTOR,               /* int64_t, Q32.32 */
    KNOB_COUNT,                /* int64_t */
    KNOB_BOOL,                 /* bool */
    KNOB_CHOICE,               /* int, the index into choices */
    KNOB_TEXT,                 /* const char *, owned by the document */
    KNOB_DISTRIBUTION,         /* struct distribution; see distribution_json.h */
};

#define KNOB_CHOICES_MAX 8

struct knob {
    const char *name;
    enum knob_kind kind;
    size_t offset;             /* of the setting in its struct */
    const char *preset;        /* as a user would write it; NULL: must be given */
    int64_t min, max;          /* in the setting's integer unit; both 0: only its kind's bounds */
    const char *choices[KNOB_CHOICES_MAX];
    const char *says;
};

/* Sets all settings in `config` (zeroed by the caller) from the object's members, or from their
 * presets. `object` may be NULL: presets only. A member that is no knob is a complaint, unless it
 * is in `also`, a NULL-terminated list (or NULL) of names that the caller reads itself. */
bool knobs_read(const struct knob *knobs, void *config, const struct json_at *object,
                const char *const *also, struct complaint *complaint);

/* "a duration such as ...", "one of: a, b": what a user may write. `to` has room for size bytes. */
void knob_describe(const struct knob *knob, char *to, size_t size);

/* Frees what reading allocated (distributions' tables). */
void knobs_free(const struct knob *knobs, void *config);

#endif
