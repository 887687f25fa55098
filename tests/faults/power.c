// Loaded into the program before the C library (LD_PRELOAD): a disk that keeps nothing but what was waited for. Each time
// the program waits for a file, the file as it is then is copied beside it, as `NAME.kept`. When the power fails, the
// story puts the copies in the place of the files.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Nobody writes while a file is copied, and one after the other waits.
static pthread_rwlock_t writing = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t waiting = PTHREAD_MUTEX_INITIALIZER;

// How long the disk takes, in microseconds: whoever does not wait for it is ahead of it.
#define SLOW 20000

static ssize_t write_really(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    return real(fd, bytes, count);
}

static ssize_t pwrite_really(int fd, const void *bytes, size_t count, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    return real(fd, bytes, count, at);
}

static int copy(const char *from, const char *to) {
    char block[65536];
    ssize_t got = -1;
    int source = open(from, O_RDONLY | O_CLOEXEC), target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (source >= 0 && target >= 0)
        while ((got = read(source, block, sizeof block)) > 0)
            if (write_really(target, block, (size_t)got) != got) break;
    if (source >= 0) close(source);
    if (target >= 0) close(target);
    return got == 0 ? 0 : -1;
}

static int keep(int fd) {
    char link[64], path[4096], half[4200], kept[4200];
    struct stat found;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || fstat(fd, &found) != 0) return -1;
    path[length] = 0;
    if (!S_ISREG(found.st_mode) || found.st_nlink == 0) return 0;
    snprintf(half, sizeof half, "%s.half", path);
    snprintf(kept, sizeof kept, "%s.kept", path);
    pthread_mutex_lock(&waiting);
    pthread_rwlock_wrlock(&writing);
    int done = copy(path, half);
    pthread_rwlock_unlock(&writing);
    usleep(SLOW);
    if (done == 0) done = rename(half, kept);
    pthread_mutex_unlock(&waiting);
    return done;
}

int fsync(int fd) { return keep(fd); }
int fdatasync(int fd) { return keep(fd); }

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    pthread_rwlock_rdlock(&writing);
    ssize_t done = pwrite_really(fd, bytes, count, at);
    pthread_rwlock_unlock(&writing);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    pthread_rwlock_rdlock(&writing);
    ssize_t done = write_really(fd, bytes, count);
    pthread_rwlock_unlock(&writing);
    return done;
}
