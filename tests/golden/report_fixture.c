/* report_fixture.c - results made by hand, small enough to check every report of them by eye. */
#include "tests/golden/report_fixture.h"

#include "sim/base/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char fixture_nasty[] = "=1+'2'|`x` \"@\\\n<b>{%d}_^*\x1b[31m\xff";

static const uint64_t seeds[FIXTURE_SEEDS_MAX] = {7, 8, 9, UINT64_MAX};

static void fill(struct result *r, size_t row, uint64_t seed_index)
{
    static const uint64_t hits[FIXTURE_ROWS] = {0, 9000, 8500, 8900};
    static const uint64_t stale[FIXTURE_ROWS] = {0, 0, 1200, 90};

    r->warmup = 10 * UNITS_SECOND;
    r->end = 110 * UNITS_SECOND;
    r->slice_length = UNITS_SECOND;
    r->reads = 10000;
    r->hits = hits[row] + (row > 0 ? seed_index * 10 : 0);
    r->stale = stale[row];
    r->stale_by[row == 2 ? CAUSE_EXPIRY_LAG : CAUSE_IN_FLIGHT] = stale[row] - stale[row] / 3;
    r->stale_by[CAUSE_STALE_FILL] += stale[row] / 3;
    r->db_reads = r->reads - r->hits;
    r->db_reads_peak = r->db_reads / 50;
    r->invalidations = row == 3 ? 500 : 0;
    r->windows_closed = stale[row] / 10;
    r->windows_permanent = row == 3 ? 2 : 0;
    r->windows_censored = row == 2 ? 5 : 0;
    for (uint64_t i = 0; i < stale[row]; i++) {
        histogram_add(&r->age, (int64_t)(i + 1) * (row == 2 ? 50000000 : 100000));
        histogram_add(&r->version_lag, 1 + (int64_t)(i % 3));
    }
    for (uint64_t i = 0; i < r->windows_closed; i++)
        histogram_add(&r->window, (int64_t)(i + 1) * (row == 2 ? 500000000 : 1000000));
    histogram_add_n(&r->read_latency, 300000, r->hits);
    histogram_add_n(&r->read_latency, 5000000, r->db_reads);
    for (size_t i = 0; i < 110; i++) {
        struct slice *slice = &r->slices[i];
        slice->reads = 100;
        slice->hits = r->hits / 100;
        slice->stale = row < 2 ? 0 : r->stale / 100;
        slice->stale_by[CAUSE_IN_FLIGHT] = slice->stale;
        slice->db_reads = slice->reads - slice->hits;
        slice->orphan_bytes = row == 3 ? (int64_t)i * 10000 : 0;
    }
    r->events = 123456;
    strcpy(r->fingerprint, "00112233445566778899aabbccddeeff");
}

struct comparison *fixture_new(size_t seed_count)
{
    static const char *const names[FIXTURE_ROWS] = {"no-cache", "ideal", "ttl 60 s", fixture_nasty};
    struct comparison *comparison = calloc(1, sizeof *comparison);
    struct comparison_row *rows = calloc(FIXTURE_ROWS, sizeof *rows);

    assert_non_null(comparison);
    assert_non_null(rows);
    for (size_t i = 0; i < FIXTURE_ROWS; i++) {
        struct result **results = calloc(seed_count, sizeof(struct result *));
        assert_non_null(results);
        for (size_t s = 0; s < seed_count; s++) {
            results[s] = calloc(1, sizeof(struct result));
            assert_non_null(results[s]);
            fill(results[s], i, s);
        }
        rows[i] = (struct comparison_row){
            .strategy = names[i], .stack = "[{\"ttl\":{\"ttl\":\"60s\"}}]", .bound = i < 2,
            .results = results,
        };
    }
    *comparison = (struct comparison){
        .scenario = "product | page", .seeds = seeds, .seed_count = seed_count, .rows = rows,
        .row_count = FIXTURE_ROWS,
    };
    return comparison;
}

void fixture_free(struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->row_count; i++) {
        for (size_t s = 0; s < comparison->seed_count; s++)
            free(comparison->rows[i].results[s]);
        free((void *)comparison->rows[i].results);
    }
    free((void *)comparison->rows);
    free(comparison);
}

char *fixture_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t room = 1 << 22, length;
    char *text = malloc(room);

    assert_non_null(text);
    if (file == NULL)
        fail_msg("%s cannot be opened", path);
    length = fread(text, 1, room - 1, file);
    text[length] = '\0';
    fclose(file);
    return text;
}

void fixture_expect_golden(const char *name, const char *text)
{
    char path[256];
    char *expected;
    size_t line = 1, start = 0, i = 0;

    snprintf(path, sizeof path, "tests/golden/%s", name);
    if (getenv("UPDATE") != NULL) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
    }
    expected = fixture_read(path);
    for (; expected[i] == text[i] && text[i] != '\0'; i++) {
        if (text[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    if (expected[i] != text[i])
        fail_msg("%s:%zu: expected\n%.*s\nfound\n%.*s\n(UPDATE=1 writes what is found)", path, line,
                 (int)strcspn(expected + start, "\n"), expected + start,
                 (int)strcspn(text + start, "\n"), text + start);
    free(expected);
}

const char *fixture_path(const char *name)
{
    static char path[512];
    const char *folder = getenv("TMPDIR");

    snprintf(path, sizeof path, "%s/%s", folder != NULL ? folder : "/tmp", name);
    return path;
}
