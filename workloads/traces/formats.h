/* formats.h - the readers, by name; reader.c has the table of them. */
#ifndef WORKLOADS_TRACES_FORMATS_H
#define WORKLOADS_TRACES_FORMATS_H

#include "workloads/traces/trace.h"

extern const struct trace_format format_stalemate;           /* own.c */
extern const struct trace_format format_csv, format_twitter; /* csv_dialects.c */
extern const struct trace_format format_meta_kv, format_meta_block;
extern const struct trace_format format_meta_bigcache, format_cloudphysics;
extern const struct trace_format format_oracle_general;      /* oracle_general.c */
extern const struct trace_format format_oracle_general_opns;
extern const struct trace_format format_twr, format_twrns;   /* twr.c */
extern const struct trace_format format_vscsi;               /* vscsi.c */

/* The header of a trace that format_stalemate reads. */
struct store_header;
const struct store_header *own_header(const struct trace_reader *reader);

#endif
