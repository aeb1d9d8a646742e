/* slow_model.h - a run, judged once more from its event log, by brute force.
 *
 * Everything is recomputed from the definitions: which values there were and when they were
 * committed, what the cache held, what each read got, whether that was stale, since when, by how
 * many versions, why. Nothing of the simulator is called; only the types in which results and
 * requests are handed over are shared (and histograms, which are containers). */
#ifndef TESTS_DIFFERENTIAL_SLOW_MODEL_H
#define TESTS_DIFFERENTIAL_SLOW_MODEL_H

#include "tests/differential/slow_settings.h"

/* Fills `answer`, whose result is all zero. */
void slow_model_run(const struct slow_settings *settings, const struct slow_log *log,
                    struct slow_answer *answer);

#endif
