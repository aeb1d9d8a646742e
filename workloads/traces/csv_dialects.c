/* csv_dialects.c - the traces in text that we know, each as a table of what its columns are called.
 *
 *      meta-kv        Meta's key-value caches: a row stands for op_count requests; columns in any
 *                     order; who asks is usecase and sub_usecase together
 *      meta-block     Meta's block storage: getChunkData.* reads, putChunk.* writes
 *      meta-bigcache  Meta's CDN cache: keys with commas; op type 1 is a read
 *      cloudphysics   virtual disks as libCacheSim has them in CSV: SCSI commands in hexadecimal
 *      twitter        Twitter's cache-trace: no header, keys with commas */
#include "workloads/traces/csv.h"
#include "workloads/traces/formats.h"
#include "workloads/traces/scsi.h"

#include <string.h>

static bool parse_block_op(const char *text, size_t length, uint8_t *op)
{
    static const struct {
        const char *name;
        enum trace_op op;
    } ops[] = {{"getChunkData", TRACE_GET}, {"putChunk", TRACE_SET}};
    const char *point = memchr(text, '.', length);
    size_t verb = point != NULL ? (size_t)(point - text) : length;

    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        if (strlen(ops[i].name) == verb && memcmp(ops[i].name, text, verb) == 0) {
            *op = (uint8_t)ops[i].op;
            return true;
        }
    }
    return false;
}

static bool parse_bigcache_op(const char *text, size_t length, uint8_t *op)
{
    *op = TRACE_GET;
    return length == 1 && text[0] == '1';
}

static bool parse_scsi_op(const char *text, size_t length, uint8_t *op)
{
    unsigned command = 0;

    if (length == 0 || length > 2)
        return false;
    for (size_t i = 0; i < length; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit =
            strchr(digits, text[i] >= 'A' && text[i] <= 'F' ? text[i] + ('a' - 'A') : text[i]);
        if (digit == NULL || *digit == '\0')
            return false;
        command = command * 16 + (unsigned)(digit - digits);
    }
    return scsi_op(command, op);
}

static const struct csv_dialect csv = {
    .roles = {
        [CSV_TIME] = {"time", "timestamp", "ts", "op_time", "at"},
        [CSV_KEY] = {"key", "key_id", "obj_id", "object_id", "id"},
        [CSV_CLIENT] = {"client", "client_id"},
        [CSV_OP] = {"op", "operation", "command"},
        [CSV_SIZE] = {"size", "value_size", "obj_size", "object_size", "bytes"},
        [CSV_TTL] = {"ttl"},
        [CSV_COUNT] = {"count", "op_count"},
    },
    .op = trace_op_parse, .ops_say = TRACE_OPS_SAYS,
};
const struct trace_format format_csv = {
    .name = "csv",
    .says = "text with a header: columns time, client, op, key, size, ttl in any order",
    .whole_seconds = true,
    .text = true,
    .details = &csv,
    .sniff = csv_sniff,
    .open = csv_open,
    .next = csv_next,
    .close = csv_close,
};

static const struct csv_dialect twitter = {
    .columns = "time,key,key_size,value_size,client,op,ttl",
    .roles = {
        [CSV_TIME] = {"time"}, [CSV_KEY] = {"key"}, [CSV_CLIENT] = {"client"}, [CSV_OP] = {"op"},
        [CSV_SIZE] = {"value_size"}, [CSV_TTL] = {"ttl"},
    },
    .free_key = true, .op = trace_op_parse, .ops_say = TRACE_OPS_SAYS,
};
const struct trace_format format_twitter = {
    .name = "twitter", .says = "Twitter's cache-trace CSV, without a header",
    .whole_seconds = true, .text = true, .details = &twitter,
    .sniff = csv_sniff, .open = csv_open, .next = csv_next, .close = csv_close,
};

static const struct csv_dialect meta_kv = {
    .roles = {
        [CSV_TIME] = {"op_time"},
        [CSV_KEY] = {"key"},
        [CSV_CLIENT] = {"usecase"},
        [CSV_CLIENT_MORE] = {"sub_usecase"},
        [CSV_OP] = {"op"},
        [CSV_SIZE] = {"size"},
        [CSV_TTL] = {"ttl"},
        [CSV_COUNT] = {"op_count"},
    },
    .marks = {"op_time", "op_count", "key", "key_size"},
    .op = trace_op_parse,
    .ops_say = TRACE_OPS_SAYS,
};
const struct trace_format format_meta_kv = {
    .name = "meta-kv", .says = "Meta's key-value cache traces (CacheLib), CSV",
    .whole_seconds = true, .text = true, .details = &meta_kv,
    .sniff = csv_sniff, .open = csv_open, .next = csv_next, .close = csv_close,
};

static const struct csv_dialect meta_block = {
    .roles = {
        [CSV_TIME] = {"op_time"},
        [CSV_KEY] = {"block_id"},
        [CSV_CLIENT] = {"host_name"},
        [CSV_OP] = {"op_name"},
        [CSV_SIZE] = {"io_size"},
        [CSV_COUNT] = {"op_count"},
    },
    .marks = {"op_time", "block_id", "op_name", "host_name"},
    .op = parse_block_op,
    .ops_say = "getChunkData.* (a read), putChunk.* (a write)",
};
const struct trace_format format_meta_block = {
    .name = "meta-block", .says = "Meta's block storage traces (CacheLib), CSV",
    .whole_seconds = true, .text = true, .details = &meta_block,
    .sniff = csv_sniff, .open = csv_open, .next = csv_next, .close = csv_close,
};

static const struct csv_dialect meta_bigcache = {
    .roles = {
        [CSV_TIME] = {"timestamp"},
        [CSV_KEY] = {"cacheKey"},
        [CSV_OP] = {"OpType"},
        [CSV_SIZE] = {"objectSize"},
        [CSV_TTL] = {"TTL"},
    },
    .marks = {"timestamp", "cacheKey", "OpType", "objectSize"},
    .free_key = true,
    .unknown_size = "-1",
    .op = parse_bigcache_op,
    .ops_say = "1 (a read)",
};
const struct trace_format format_meta_bigcache = {
    .name = "meta-bigcache", .says = "Meta's CDN cache traces (CacheLib), CSV",
    .whole_seconds = true, .text = true, .details = &meta_bigcache,
    .sniff = csv_sniff, .open = csv_open, .next = csv_next, .close = csv_close,
};

static const struct csv_dialect cloudphysics = {
    .roles = {
        [CSV_TIME] = {"time"}, [CSV_KEY] = {"lbn"}, [CSV_OP] = {"op"}, [CSV_SIZE] = {"size"},
    },
    .marks = {"version", "time", "op", "lbn"},
    .op = parse_scsi_op, .ops_say = SCSI_SAYS,
};
const struct trace_format format_cloudphysics = {
    .name = "cloudphysics",
    .says = "CloudPhysics virtual disk traces as CSV: version,time,op,size,lbn",
    .whole_seconds = true,
    .text = true,
    .details = &cloudphysics,
    .sniff = csv_sniff,
    .open = csv_open,
    .next = csv_next,
    .close = csv_close,
};
