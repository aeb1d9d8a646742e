/* gnuplot.c - runs gnuplot on a script, without a shell between. */
#include "reports/plots/gnuplot.h"

#include "reports/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_NO_FOLDER = 126, EXIT_NO_PROGRAM = 127, SAID_MAX = 300 };

/* In the child: nothing that a library of the parent may hold a lock for, so only system calls. */
static _Noreturn void become_gnuplot(const char *folder, char *const arguments[], int said)
{
    int nothing = open("/dev/null", O_RDWR);

    if (chdir(folder) != 0)
        _exit(EXIT_NO_FOLDER);
    if (nothing >= 0)
        dup2(nothing, STDIN_FILENO);
    dup2(said, STDOUT_FILENO);
    dup2(said, STDERR_FILENO);
    execvp(arguments[0], arguments);
    _exit(errno == ENOENT || errno == EACCES ? EXIT_NO_PROGRAM : EXIT_NO_FOLDER);
}

/* The status of the program as waitpid has it; -1 where it could not be started or waited for. */
static int run(const char *folder, char *const arguments[], int said)
{
    pid_t child = fork();
    int status;

    if (child == 0)
        become_gnuplot(folder, arguments, said);
    if (child < 0)
        return -1;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return status;
}

/* What the program said, on one line. */
static void read_said(FILE *said, char *to, size_t size)
{
    size_t length;

    rewind(said);
    length = fread(to, 1, size - 1, said);
    to[length] = '\0';
    for (char *c = to; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    }
}

static enum gnuplot_outcome judge(int status, const char *path, FILE *said,
                                  struct complaint *complaint)
{
    char words[SAID_MAX];

    if (status == -1)
        complain_machine(complaint, "%s: gnuplot cannot be started: %s", path, strerror(errno));
    else if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_PROGRAM)
        return GNUPLOT_MISSING;
    else if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return GNUPLOT_DONE;
    else {
        read_said(said, words, sizeof words);
        complain_machine(complaint, "%s: gnuplot ended with %s %d and said: %s", path,
                         WIFEXITED(status) ? "status" : "signal",
                         WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), words);
    }
    return GNUPLOT_FAILED;
}

/* Whether the picture ends as one does: on a full disk gnuplot writes less, and says that all went well. */
static bool is_whole(const char *path, const char *format)
{
    const char *end = strcmp(format, "svg") == 0 ? "</svg>" : "IEND";
    char last[17] = "";
    FILE *file = fopen(path, "rb");
    bool whole = file != NULL && fseek(file, -16, SEEK_END) == 0 && fread(last, 1, 16, file) == 16
        && memmem(last, 16, end, strlen(end)) != NULL;

    if (file != NULL)
        fclose(file);
    return whole;
}

enum gnuplot_outcome gnuplot_draw(const char *folder, const char *name, const char *format,
                                  struct complaint *complaint)
{
    struct text script = {0}, settings = {0}, part = {0}, picture = {0};
    enum gnuplot_outcome outcome = GNUPLOT_FAILED;
    FILE *said = tmpfile();
    /* -d: nobody's start-up file changes the picture. */
    char program[] = "gnuplot", no_startup[] = "-d", evaluate[] = "-e";

    text_format(&script, "%s.gp", name);
    text_format(&settings, "format = '%s'; output = '.%s.%s.part'", format, name, format);
    text_format(&part, "%s/.%s.%s.part", folder, name, format);
    text_format(&picture, "%s/%s.%s", folder, name, format);
    if (said == NULL || script.failed || settings.failed || part.failed || picture.failed) {
        complain_machine(complaint, "%s: no room to draw plots: %s", folder, strerror(errno));
    } else {
        char *const arguments[] = {program,        no_startup,   evaluate,
                                   settings.bytes, script.bytes, NULL};
        outcome = judge(run(folder, arguments, fileno(said)), picture.bytes, said, complaint);
        if (outcome == GNUPLOT_DONE && !is_whole(part.bytes, format)) {
            complain_machine(complaint, "%s: gnuplot has not written all of it: is the disk full?",
                             picture.bytes);
            outcome = GNUPLOT_FAILED;
        }
        if (outcome == GNUPLOT_DONE && rename(part.bytes, picture.bytes) != 0) {
            complain_machine(complaint, "%s: cannot be written: %s", picture.bytes,
                             strerror(errno));
            outcome = GNUPLOT_FAILED;
        }
        if (outcome != GNUPLOT_DONE)
            unlink(part.bytes);
    }
    if (said != NULL)
        fclose(said);
    text_free(&script);
    text_free(&settings);
    text_free(&part);
    text_free(&picture);
    return outcome;
}
