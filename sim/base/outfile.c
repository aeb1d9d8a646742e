/* outfile.c - output files that are there whole or not at all. */
#include "sim/base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    NAME_PART_MAX = 200, /* of the real name in the temporary one: file names end at 255 bytes */
    ATTEMPTS_MAX = 1000,
};

static bool trouble(struct complaint *complaint, const char *path, const char *what, int error)
{
    return complain_machine(complaint, "%s: %s: %s", path, what, strerror(error));
}

static void close_all(struct outfile *out)
{
    if (out->stream != NULL && out->stream != stdout)
        fclose(out->stream);
    free(out->path);
    free(out->temporary);
    *out = (struct outfile){0};
}

/* ---- before it is there ---- */

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? 0 : (size_t)(slash + 1 - path);
}

/* To be freed; NULL: out of memory. */
static char *folder_of(const char *path)
{
    size_t length = folder_length(path);

    return length == 0 ? strdup(".") : strndup(path, length);
}

/* Where a descriptor can be found by name. */
struct place {
    char name[64];
};

static struct place place_of(int descriptor)
{
    struct place place;

    snprintf(place.name, sizeof place.name, "/proc/self/fd/%d", descriptor);
    return place;
}

/* Opens a file without a name in the folder; -1: that cannot be done here. */
static int open_nameless(const struct outfile *out)
{
    char *folder = folder_of(out->path);
    int descriptor = folder == NULL ? -1 : open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);

    free(folder);
    if (descriptor >= 0 && access(place_of(descriptor).name, F_OK) != 0) {
        close(descriptor);
        descriptor = -1;
    }
    return descriptor;
}

/* Makes ".NAME.PID-N.part" beside the real name: of the nameless file, or else a new one, which it
 * opens. Never through a link that someone else has laid there. */
static int make_temporary(struct outfile *out, int nameless)
{
    size_t folder = folder_length(out->path), room = strlen(out->path) + 64;
    int descriptor = -1, error;

    out->temporary = malloc(room);
    if (out->temporary == NULL)
        return -1;
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        snprintf(out->temporary, room, "%.*s.%.*s.%ld-%d.part", (int)folder, out->path,
                 NAME_PART_MAX, out->path + folder, (long)getpid(), attempt);
        if (nameless < 0)
            descriptor = open(out->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        else if (linkat(AT_FDCWD, place_of(nameless).name, AT_FDCWD, out->temporary,
                        AT_SYMLINK_FOLLOW) == 0)
            descriptor = nameless;
        if (descriptor >= 0 || errno != EEXIST)
            break;
    }
    if (descriptor < 0) {
        error = errno;
        free(out->temporary);
        out->temporary = NULL;
        errno = error;
    }
    return descriptor;
}

static int open_aside(struct outfile *out)
{
    int descriptor = open_nameless(out);

    out->nameless = descriptor >= 0;
    return out->nameless ? descriptor : make_temporary(out, -1);
}

static int open_descriptor(struct outfile *out, const char *path)
{
    struct stat status;
    bool there = stat(path, &status) == 0;

    if (there && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    /* realpath follows links, so that the rename does not replace the link itself. */
    out->path = there && S_ISREG(status.st_mode) ? realpath(path, NULL) : strdup(path);
    if (out->path == NULL)
        return -1;
    if (there && !S_ISREG(status.st_mode))
        return open(path, O_WRONLY | O_CLOEXEC);
    return open_aside(out);
}

bool outfile_open(struct outfile *out, const char *path, struct complaint *complaint)
{
    int descriptor;

    *out = (struct outfile){0};
    if (strcmp(path, "-") == 0) {
        out->stream = stdout;
        out->path = strdup("standard output");
        return out->path != NULL || trouble(complaint, path, "cannot be written", ENOMEM);
    }
    if (path[0] == '\0')
        return trouble(complaint, "\"\"", "cannot be written", ENOENT);
    descriptor = open_descriptor(out, path);
    if (descriptor >= 0)
        out->stream = fdopen(descriptor, "wb");
    if (out->stream != NULL)
        return true;
    trouble(complaint, path, "cannot be written", errno);
    if (descriptor >= 0)
        close(descriptor);
    outfile_discard(out);
    return false;
}

/* The rename itself must reach the disk too; a file system that cannot say so is not worth failing
 * for. */
static void sync_folder(const char *path)
{
    char *folder = folder_of(path);
    int descriptor = folder == NULL ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (descriptor >= 0) {
        (void)fsync(descriptor);
        close(descriptor);
    }
    free(folder);
}

bool outfile_commit(struct outfile *out, struct complaint *complaint)
{
    FILE *stream = out->stream;
    int error = 0;

    /* A write that failed earlier may not fail again here, so the stream's own memory of it is
     * asked too. */
    errno = 0;
    if (fflush(stream) != 0 || ferror(stream))
        error = errno != 0 ? errno : EIO;
    if (error == 0 && (out->nameless || out->temporary != NULL) && fsync(fileno(stream)) != 0)
        error = errno;
    if (error == 0 && out->nameless && make_temporary(out, fileno(stream)) < 0)
        error = errno;
    out->stream = NULL;
    if (stream != stdout && fclose(stream) != 0 && error == 0)
        error = errno;
    if (error == 0 && out->temporary != NULL && rename(out->temporary, out->path) != 0)
        error = errno;
    if (error != 0) {
        trouble(complaint, out->path, "cannot be written", error);
        outfile_discard(out);
        return false;
    }
    if (out->temporary != NULL)
        sync_folder(out->path);
    close_all(out);
    return true;
}

void outfile_discard(struct outfile *out)
{
    if (out->temporary != NULL)
        unlink(out->temporary);
    close_all(out);
}

bool outfile_write(const char *path, const void *bytes, size_t length, struct complaint *complaint)
{
    struct outfile out;

    if (!outfile_open(&out, path, complaint))
        return false;
    errno = 0;
    if (length > 0 && fwrite(bytes, 1, length, out.stream) != length) {
        trouble(complaint, path, "cannot be written", errno != 0 ? errno : EIO);
        outfile_discard(&out);
        return false;
    }
    return outfile_commit(&out, complaint);
}

bool outfile_make_folder(const char *path, struct complaint *complaint)
{
    char *part = strdup(path);
    struct stat status;
    int error = part == NULL ? ENOMEM : 0;

    for (size_t i = 1; error == 0 && i <= strlen(path); i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        part[i] = '\0';
        /* A folder above may be one that we may not write to but that is there. */
        if (mkdir(part, 0777) != 0) {
            error = errno;
            if (stat(part, &status) == 0)
                error = S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
        }
        part[i] = path[i];
    }
    free(part);
    return error == 0 || trouble(complaint, path, "the folder cannot be made", error);
}
