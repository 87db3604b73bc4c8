/* Stands in a worker's place and tries what it is told over the socket it finds there, one line each:
 * "ok <what>" when it could, "error <errno> <text>" when it could not. Static, as the image has no shell and no library to spare. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static FILE *link_in, *link_out;

static void answer(int worked, const char *what)
{
    if (worked)
        fprintf(link_out, "ok %s\n", what);
    else
        fprintf(link_out, "error %d %s\n", errno, strerror(errno));
    fflush(link_out);
}

static int dial(int family, int type, const char *address, int port)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    int fd = socket(family, type | SOCK_NONBLOCK, 0), error = 0;
    socklen_t size = sizeof error;
    if (fd < 0)
        return -1;
    inet_pton(family, address, family == AF_INET ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr);
    if (connect(fd, family == AF_INET ? (void *)&v4 : (void *)&v6, family == AF_INET ? sizeof v4 : sizeof v6) == 0)
        return fd;
    if (errno != EINPROGRESS)
        return -1;
    struct pollfd wait = {.fd = fd, .events = POLLOUT};
    if (poll(&wait, 1, 2000) == 0) {
        errno = ETIMEDOUT;
        return -1;
    }
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    errno = error;
    return error ? -1 : fd;
}

static int dial_unix(const char *path, int abstract)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    strncpy(to.sun_path + abstract, path, sizeof to.sun_path - 2);
    return fd < 0 || connect(fd, (void *)&to, offsetof(struct sockaddr_un, sun_path) + abstract + strlen(path)) < 0 ? -1 : fd;
}

/* Every directory in which a file can be made; what can, is removed again. */
static void writable(const char *path, char *found, size_t room)
{
    char file[4096];
    struct stat status;
    snprintf(file, sizeof file, "%s/.probe", path);
    int fd = open(file, O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (fd >= 0) {
        close(fd);
        unlink(file);
        strncat(found, path, room - strlen(found) - 2);
        strcat(found, " ");
    }
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(file, sizeof file, "%s/%s", strcmp(path, "/") ? path : "", entry->d_name);
        if (!strcmp(file, "/proc") || !strcmp(file, "/sys"))
            continue;
        if (lstat(file, &status) == 0 && S_ISDIR(status.st_mode))
            writable(file, found, room);
    }
    if (directory)
        closedir(directory);
}

static void list(const char *path)
{
    char found[8192] = "";
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (entry->d_name[0] != '.' && strlen(found) + strlen(entry->d_name) < sizeof found - 2) {
            strcat(found, entry->d_name);
            strcat(found, " ");
        }
    }
    answer(directory != NULL, found);
}

static void read_file(const char *path)
{
    static char text[65536];
    int fd = open(path, O_RDONLY);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (length < 0) {
        answer(0, "");
        return;
    }
    text[length] = 0;
    for (char *at = text; *at; at++)
        if (*at == '\n')
            *at = ';';
    answer(1, text);
}

/* Runs a program that has the set-user-id bit, and tells the user it had. */
static void run_setuid(const char *path)
{
    char told[64] = "";
    struct stat status;
    int ends[2];
    pid_t made;
    if (stat(path, &status) < 0 || pipe(ends) < 0 || (made = fork()) < 0) {
        answer(0, "");
        return;
    }
    if (made == 0) {
        dup2(ends[1], 1);
        execl(path, path, "whoami", NULL);
        _exit(127);
    }
    close(ends[1]);
    read(ends[0], told, sizeof told - 1);
    close(ends[0]);
    wait(NULL);
    char line[128];
    snprintf(line, sizeof line, "%s bit=%d", told, (status.st_mode & S_ISUID) != 0);
    answer(1, line);
}

static void forks(void)
{
    char line[64];
    int made = 0;
    while (made < 100000) {
        pid_t child = fork();
        if (child == 0)
            for (;;)
                pause();
        if (child < 0)
            break;
        made++;
    }
    snprintf(line, sizeof line, "%d %d", made, errno);
    answer(1, line);
}

static void *idle(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

static void threads(void)
{
    char line[64];
    int made = 0, refused = 0;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 16384);
    for (pthread_t thread; made < 100000 && refused == 0; made += refused == 0)
        refused = pthread_create(&thread, &small, idle, NULL);
    snprintf(line, sizeof line, "%d %d", made, refused);
    answer(1, line);
}

/* A child that is there for a moment only. */
static long child(void)
{
    pid_t made = fork();
    if (made == 0)
        _exit(0);
    if (made > 0)
        waitpid(made, NULL, 0);
    return made;
}

static long read_self(void)
{
    static char from[8], to[8];
    struct iovec local = {to, sizeof to}, remote = {from, sizeof from};
    return process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
}

static long listen_unix(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    return bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&at, sizeof at.sun_family);
}

static void memory(long megabytes)
{
    for (long i = 0; i < megabytes; i++) {
        char *volatile chunk = malloc(1 << 20);
        if (chunk == NULL)
            break;
        memset(chunk, 1, 1 << 20);
    }
    answer(1, "had it all");
}

static void call(const char *name)
{
    errno = ENOSYS;
    long made = -1;
    if (!strcmp(name, "mount")) made = mount("tmpfs", "/home", "tmpfs", 0, "");
    if (!strcmp(name, "remount")) made = mount("", "/", "", MS_REMOUNT, "");
    if (!strcmp(name, "unshare-user")) made = unshare(CLONE_NEWUSER);
    if (!strcmp(name, "unshare-net")) made = unshare(CLONE_NEWNET);
    if (!strcmp(name, "unshare-mount")) made = unshare(CLONE_NEWNS);
    if (!strcmp(name, "setuid")) made = setuid(0);
    if (!strcmp(name, "setgid")) made = setgid(0);
    if (!strcmp(name, "mknod")) made = mknod("/run/disk", S_IFBLK | 0600, makedev(254, 0));
    if (!strcmp(name, "chroot")) made = chroot("/home");
    if (!strcmp(name, "bpf")) made = syscall(SYS_bpf, 0, NULL, 0);
    if (!strcmp(name, "perf")) made = syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0);
    if (!strcmp(name, "keyctl")) made = syscall(SYS_keyctl, 0, -3, 0, 0, 0);
    if (!strcmp(name, "add-key")) made = syscall(SYS_add_key, "user", "a", "b", 1, -3);
    if (!strcmp(name, "init-module")) made = syscall(SYS_init_module, NULL, 0, "");
    if (!strcmp(name, "kexec")) made = syscall(SYS_kexec_load, 0, 0, NULL, 0);
    if (!strcmp(name, "reboot")) made = syscall(SYS_reboot, 0, 0, 0, NULL);
    if (!strcmp(name, "settime")) made = syscall(SYS_settimeofday, NULL, NULL);
    if (!strcmp(name, "open-by-handle")) made = syscall(SYS_open_by_handle_at, 0, NULL, 0);
    if (!strcmp(name, "userfaultfd")) made = syscall(SYS_userfaultfd, 0);
    if (!strcmp(name, "raw-socket")) made = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    if (!strcmp(name, "packet-socket")) made = socket(AF_PACKET, SOCK_RAW, 0);
    if (!strcmp(name, "vsock")) made = socket(AF_VSOCK, SOCK_STREAM, 0);
    if (!strcmp(name, "message-queue")) made = syscall(SYS_mq_open, "q", O_CREAT | O_RDWR, 0600, NULL);
    if (!strcmp(name, "netlink")) made = socket(AF_NETLINK, SOCK_RAW, 0);
    if (!strcmp(name, "inet")) made = socket(AF_INET, SOCK_STREAM, 0);
    if (!strcmp(name, "inet6")) made = socket(AF_INET6, SOCK_DGRAM, 0);
    if (!strcmp(name, "listen-unix")) made = listen_unix();
    if (!strcmp(name, "fork")) made = child();
    if (!strcmp(name, "setns")) made = setns(open("/proc/self/ns/uts", O_RDONLY), 0);
    if (!strcmp(name, "ptrace")) made = ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    if (!strcmp(name, "read-memory")) made = read_self();
    if (!strcmp(name, "memory-file")) made = syscall(SYS_memfd_create, "m", 0);
    if (!strcmp(name, "personality")) made = personality(ADDR_NO_RANDOMIZE);
    if (!strcmp(name, "io-uring")) made = syscall(SYS_io_uring_setup, 1, (char[120]){0});
    if (!strcmp(name, "pidfd")) made = syscall(SYS_pidfd_open, getpid(), 0);
    if (!strcmp(name, "unix")) made = socket(AF_UNIX, SOCK_STREAM, 0);
    answer(made >= 0, "");
}

static void obey(char *line)
{
    char verb[32] = "", first[1024] = "";
    int second = 0;
    line[strcspn(line, "\n")] = 0;
    sscanf(line, "%31s %1023s %d", verb, first, &second);
    if (!strcmp(verb, "tcp")) answer(dial(strchr(first, ':') ? AF_INET6 : AF_INET, SOCK_STREAM, first, second) >= 0, "");
    else if (!strcmp(verb, "udp")) {
        int fd = dial(strchr(first, ':') ? AF_INET6 : AF_INET, SOCK_DGRAM, first, second);
        answer(fd >= 0 && send(fd, "probe", 5, 0) == 5, "");
    }
    else if (!strcmp(verb, "unix")) answer(dial_unix(first, 0) >= 0, "");
    else if (!strcmp(verb, "abstract")) answer(dial_unix(first, 1) >= 0, "");
    else if (!strcmp(verb, "list")) list(first);
    else if (!strcmp(verb, "read")) read_file(first);
    else if (!strcmp(verb, "unlink")) answer(unlink(first) == 0, "");
    else if (!strcmp(verb, "write")) answer(open(first, O_WRONLY) >= 0, "");
    else if (!strcmp(verb, "kill")) answer(kill(second, 0) == 0, "");
    else if (!strcmp(verb, "setuid")) run_setuid(first);
    else if (!strcmp(verb, "call")) call(first);
    else if (!strcmp(verb, "forks")) forks();
    else if (!strcmp(verb, "threads")) threads();
    else if (!strcmp(verb, "memory")) memory(strtol(first, NULL, 10));
    else if (!strcmp(verb, "writable")) {
        static char found[65536];
        found[0] = 0;
        writable(first, found, sizeof found);
        answer(1, found);
    }
    else if (!strcmp(verb, "exit")) exit(atoi(first));
    else { errno = EINVAL; answer(0, ""); }
}

int main(int count, char **arguments)
{
    static char line[4096];
    char path[512];
    if (count > 1 && !strcmp(arguments[1], "whoami")) {
        printf("uid=%d euid=%d", getuid(), geteuid());
        return 0;
    }
    if (count > 1 && !strcmp(arguments[1], "make-setuid"))
        return chmod("/setuid", 04755);
    signal(SIGPIPE, SIG_IGN);
    snprintf(path, sizeof path, "%s/node.sock", getenv("POLYDEV_SOCKETS"));
    int fd = dial_unix(path, 0);
    if (fd < 0)
        return 70;
    link_in = fdopen(fd, "r");
    link_out = fdopen(dup(fd), "w");
    fprintf(link_out, "%s\n", getenv("POLYDEV_WORKER_ID"));
    fflush(link_out);
    while (fgets(line, sizeof line, link_in))
        obey(line);
    return 0;
}
