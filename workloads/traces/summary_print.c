/* summary_print.c - the summary of a trace, for people and for programs. */
#include "workloads/traces/summary.h"

#include <inttypes.h>

/* A ratio with so many decimals, cut, in integers: this is text, but the same text everywhere. */
static void print_percent(FILE *out, uint64_t part, uint64_t whole, unsigned scale)
{
    __extension__ typedef unsigned __int128 wide;
    uint64_t value = whole == 0 ? 0 : (uint64_t)(((wide)part * 100 * scale + whole / 2) / whole);

    fprintf(out, "%" PRIu64 ".%0*" PRIu64 "%%", value / scale, scale == 100 ? 2 : 1, value % scale);
}

static void print_seconds(FILE *out, int64_t ns)
{
    if (ns < 0) {
        putc('-', out);
        ns = -ns;
    }
    fprintf(out, "%" PRId64 ".%06" PRId64 "s", ns / 1000000000, ns % 1000000000 / 1000);
}

static void print_times(FILE *out, const char *name, const struct histogram *h)
{
    if (h->count == 0)
        return;
    fprintf(out, "%s n %" PRIu64 ", p10 ", name, h->count);
    print_seconds(out, histogram_quantile(h, 1, 10));
    fputs(", p50 ", out);
    print_seconds(out, histogram_quantile(h, 1, 2));
    fputs(", p90 ", out);
    print_seconds(out, histogram_quantile(h, 9, 10));
    fputs(" (at most 0.8% too high)\n", out);
}

static void print_ops(const struct summary *s, FILE *out)
{
    bool done[TRACE_OPS] = {false};
    bool first = true;

    fputs("ops               ", out);
    for (;;) {
        unsigned best = 0;
        for (unsigned op = TRACE_GET; op < TRACE_OPS; op++) {
            if (!done[op] && s->ops[op] > 0 && (best == 0 || s->ops[op] > s->ops[best]))
                best = op;
        }
        if (best == 0)
            break;
        done[best] = true;
        fprintf(out, "%s%s %" PRIu64 " (", first ? "" : ", ", trace_op_name(best), s->ops[best]);
        print_percent(out, s->ops[best], s->rows, 10);
        fputs(")", out);
        first = false;
    }
    putc('\n', out);
}

static uint64_t count_reads(const struct summary *s)
{
    uint64_t reads = 0;

    for (unsigned op = TRACE_GET; op < TRACE_OPS; op++)
        reads += trace_op_reads(op) ? s->ops[op] : 0;
    return reads;
}

static uint64_t count_top(const struct summary *s)
{
    uint64_t sum = 0;

    for (int i = 0; i < SUMMARY_TOP; i++)
        sum += s->top[i];
    return sum;
}

static void print_clock(const struct summary *s, FILE *out)
{
    fputs("span              ", out);
    print_seconds(out, s->last - s->first);
    fputs("\nfirst             ", out);
    print_seconds(out, s->first);
    fputs("\nlast              ", out);
    print_seconds(out, s->last);
    fprintf(out, "\nmonotone          %s", s->backwards == 0 ? "yes" : "no");
    if (s->backwards > 0) {
        fprintf(out, " (%" PRIu64 " rows run back, by at most ", s->backwards);
        print_seconds(out, s->backwards_max);
        putc(')', out);
    }
    fprintf(out, "\ndistinct times    %s%" PRIu64 "\n", s->times_exact ? "" : "at least ",
            s->times);
}

static void print_keys(const struct summary *s, FILE *out)
{
    uint64_t reads = count_reads(s);

    fputs("top key           ", out);
    print_percent(out, s->top[0], s->rows, 100);
    fputs("\ntop 10 keys       ", out);
    print_percent(out, count_top(s), s->rows, 100);
    fprintf(out, "\nsingletons        %" PRIu64 " keys (", s->singletons);
    print_percent(out, s->singletons, s->keys, 10);
    fprintf(out, ")\nread and changed  %" PRIu64 " keys\n", s->both);
    fprintf(out, "shared            %" PRIu64 " keys (asked for by two clients or more)\n",
            s->shared);
    fprintf(out, "reads of a change %" PRIu64 " (", s->reads_after_change);
    print_percent(out, s->reads_after_change, reads, 10);
    fputs(" of reads find their key changed since the read before)\n", out);
}

void summary_print(const struct summary *s, FILE *out)
{
    uint64_t changes = s->rows - count_reads(s);

    fprintf(out, "rows              %" PRIu64 "\n", s->rows);
    if (s->requests != s->rows)
        fprintf(out,
                "requests          %" PRIu64 " (rows stand for several; all below counts rows)\n",
                s->requests);
    if (s->skipped > 0)
        fprintf(out, "skipped           %" PRIu64 " rows with unknown operations\n", s->skipped);
    fprintf(out, "keys              %u\n", s->keys);
    fprintf(out, "clients           %u%s\n", s->clients, s->clients == 0 ? " (none is named)" : "");
    print_ops(s, out);
    fprintf(out, "changes           %" PRIu64 " (", changes);
    print_percent(out, changes, s->rows, 10);
    fputs(")\n", out);
    print_clock(s, out);
    print_keys(s, out);
    print_times(out, "read after change", &s->read_age);
    print_times(out, "between changes  ", &s->change_gap);
    if (s->sizes.count > 0)
        fprintf(out,
                "size              n %" PRIu64 ", p10 %" PRIu64 ", p50 %" PRIu64 ", p90 %" PRIu64
                ", max %" PRIu64 "\n",
                s->sizes.count, tally_quantile(&s->sizes, 1, 10), tally_quantile(&s->sizes, 1, 2),
                tally_quantile(&s->sizes, 9, 10), tally_quantile(&s->sizes, 1, 1));
    if (s->ttls.count > 0) {
        fprintf(out, "ttl               n %" PRIu64 ", distinct %zu, p10 ", s->ttls.count,
                s->ttls.used);
        print_seconds(out, (int64_t)tally_quantile(&s->ttls, 1, 10) * 1000000);
        fputs(", p50 ", out);
        print_seconds(out, (int64_t)tally_quantile(&s->ttls, 1, 2) * 1000000);
        fputs(", p90 ", out);
        print_seconds(out, (int64_t)tally_quantile(&s->ttls, 9, 10) * 1000000);
        putc('\n', out);
    }
}

static void json_times(FILE *out, const char *name, const struct histogram *h, const char *after)
{
    fprintf(out, "  \"%s\": {\"count\": %" PRIu64 ", \"p10\": %" PRId64 ", \"p50\": %" PRId64
            ", \"p90\": %" PRId64 "}%s\n", name, h->count, histogram_quantile(h, 1, 10),
            histogram_quantile(h, 1, 2), histogram_quantile(h, 9, 10), after);
}

static void json_tally(FILE *out, const char *name, const struct tally *t, const char *after)
{
    fprintf(out, "  \"%s\": {\"count\": %" PRIu64, name, t->count);
    if (t->count > 0)
        fprintf(out,
                ", \"distinct\": %zu, \"max\": %" PRIu64 ", \"min\": %" PRIu64 ", \"p10\": %" PRIu64
                ", \"p50\": %" PRIu64 ", \"p90\": %" PRIu64,
                t->used, tally_quantile(t, 1, 1), tally_quantile(t, 0, 1), tally_quantile(t, 1, 10),
                tally_quantile(t, 1, 2), tally_quantile(t, 9, 10));
    fprintf(out, "}%s\n", after);
}

static void json_files(FILE *out, const char *const *files, int count)
{
    fputs("  \"files\": [", out);
    for (int i = 0; i < count; i++) {
        fputs(i > 0 ? ", \"" : "\"", out);
        for (const char *c = files[i]; *c != '\0'; c++)
            fprintf(out, *c == '"' || *c == '\\' || (unsigned char)*c < 0x20 ? "\\u%04x" : "%c",
                    (unsigned char)*c);
        putc('"', out);
    }
    fputs("],\n", out);
}

void summary_print_json(const struct summary *s, const char *const *files, int file_count,
                        const char *format, FILE *out)
{
    static const enum trace_op by_name[] = {
        TRACE_ADD, TRACE_APPEND, TRACE_CAS, TRACE_DECR, TRACE_DELETE, TRACE_GET, TRACE_GET_LEASE,
        TRACE_GETS, TRACE_INCR, TRACE_PREPEND, TRACE_REPLACE, TRACE_SET, TRACE_SET_LEASE,
    };
    bool first = true;

    fprintf(out, "{\n  \"backwards\": %" PRIu64 ",\n  \"backwards-max-ns\": %" PRId64 ",\n",
            s->backwards, s->backwards_max);
    json_times(out, "change-gap-ns", &s->change_gap, ",");
    fprintf(out, "  \"clients\": %u,\n  \"distinct-times\": %" PRIu64 ",\n"
            "  \"distinct-times-exact\": %s,\n", s->clients, s->times,
            s->times_exact ? "true" : "false");
    json_files(out, files, file_count);
    fprintf(out,
            "  \"first-ns\": \"%" PRId64 "\",\n  \"format\": \"%s\",\n  \"keys\": %u,\n"
            "  \"keys-read-and-changed\": %" PRIu64 ",\n  \"keys-shared\": %" PRIu64
            ",\n  \"last-ns\": \"%" PRId64 "\",\n  \"monotone\": %s,\n  \"ops\": {",
            s->first, format, s->keys, s->both, s->shared, s->last,
            s->backwards == 0 ? "true" : "false");
    for (size_t i = 0; i < sizeof by_name / sizeof by_name[0]; i++) {
        if (s->ops[by_name[i]] == 0)
            continue;
        fprintf(out, "%s\"%s\": %" PRIu64, first ? "" : ", ", trace_op_name(by_name[i]),
                s->ops[by_name[i]]);
        first = false;
    }
    fputs("},\n", out);
    json_times(out, "read-age-ns", &s->read_age, ",");
    fprintf(out,
            "  \"reads-of-a-change\": %" PRIu64 ",\n  \"requests\": %" PRIu64
            ",\n  \"rows\": %" PRIu64 ",\n  \"singletons\": %" PRIu64 ",\n",
            s->reads_after_change, s->requests, s->rows, s->singletons);
    json_tally(out, "size", &s->sizes, ",");
    fprintf(out, "  \"skipped\": %" PRIu64 ",\n  \"span-ns\": %" PRId64 ",\n  \"top-rows\": [",
            s->skipped, s->last - s->first);
    for (int i = 0; i < SUMMARY_TOP; i++)
        fprintf(out, "%s%" PRIu64, i > 0 ? ", " : "", s->top[i]);
    fputs("],\n", out);
    json_tally(out, "ttl-ms", &s->ttls, "");
    putc('}', out);
}
