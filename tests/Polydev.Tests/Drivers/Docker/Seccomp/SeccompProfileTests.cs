using System.Text.Json.Nodes;
using Polydev.Drivers.Docker.Seccomp;

namespace Polydev.Tests.Drivers.Docker.Seccomp;

/// <summary>What the filter of system calls lets through, by its text; that it holds is shown against a real engine.</summary>
public sealed class SeccompProfileTests
{
    private static readonly JsonObject Profile = JsonNode.Parse(SeccompProfile.Json)!.AsObject();

    private static readonly IReadOnlyList<JsonObject> Rules = [.. Profile["syscalls"]!.AsArray().Select(r => r!.AsObject())];

    [Fact]
    public void What_no_rule_names_is_refused() => Assert.Equal("SCMP_ACT_ERRNO", (string?)Profile["defaultAction"]);

    [Fact]
    public void What_reaches_beyond_a_worker_is_named_by_no_rule_that_allows()
    {
        string[] dangerous =
        [
            "accept", "accept4", "add_key", "bind", "bpf", "chmod", "chown", "chroot", "clone3", "delete_module", "execveat", "finit_module", "fork", "fsopen", "init_module",
            "io_uring_enter", "io_uring_register", "io_uring_setup", "ioperm", "iopl", "kcmp", "kexec_load", "keyctl", "landlock_create_ruleset", "listen", "memfd_create",
            "modify_ldt", "mount", "mount_setattr", "move_mount", "mq_open", "msgget", "name_to_handle_at", "open_by_handle_at", "open_tree", "perf_event_open", "personality",
            "pidfd_getfd", "pidfd_open", "pivot_root", "process_vm_readv", "process_vm_writev", "ptrace", "quotactl", "reboot", "request_key", "seccomp", "semget", "setns", "setuid",
            "shmget", "splice", "swapon", "syslog", "tee", "umount2", "unshare", "userfaultfd", "vfork", "vmsplice",
        ];

        Assert.Empty(Allowing().Select(r => r.Name).Intersect(dangerous, StringComparer.Ordinal));
    }

    [Fact]
    public void No_call_is_allowed_twice_and_with_arguments_only_where_they_are_checked()
    {
        Assert.Empty(Allowing().GroupBy(r => r.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.Equal(["clone", "sched_setscheduler", "socket", "socketpair"], Allowing().Where(r => r.Rule["args"] is not null).Select(r => r.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("socket", 1, true)]
    [InlineData("socket", 2, false)]
    [InlineData("socket", 10, false)]
    [InlineData("socket", 16, false)]
    [InlineData("socket", 40, false)]
    [InlineData("clone", 0x3d0f00, true)]
    [InlineData("clone", 0x1200011, false)]
    [InlineData("clone", 0x3d0f00 | 0x20000, false)]
    [InlineData("clone", 0x3d0f00 | 0x40000000, false)]
    [InlineData("clone", 0x10000000, false)]
    public void Sockets_are_of_files_and_what_is_cloned_is_a_thread(string call, long first, bool allowed) =>
        Assert.Equal(allowed, Allowing().Any(r => r.Name == call && r.Rule["args"]!.AsArray().All(a => Holds(a!, first))));

    [Theory]
    [InlineData(3, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(6, false)]
    public void Of_scheduling_policies_only_the_one_that_gives_way_to_others(long policy, bool allowed)
    {
        var argument = Assert.Single(Allowing().Single(r => r.Name == "sched_setscheduler").Rule["args"]!.AsArray())!;
        Assert.Equal(("SCMP_CMP_EQ", 1), ((string?)argument["op"], (int)argument["index"]!));
        Assert.Equal(allowed, (long)argument["value"]! == policy);
    }

    [Fact]
    public void What_libraries_fall_back_from_is_answered_as_by_a_kernel_without_it()
    {
        var answers = Rules.Where(r => (string?)r["action"] == "SCMP_ACT_ERRNO").SelectMany(r => r["names"]!.AsArray().Select(n => ((string?)n, (int)r["errnoRet"]!))).ToList();

        Assert.Equal(
            [("clone3", 38), ("io_uring_enter", 38), ("io_uring_register", 38), ("io_uring_setup", 38), ("socket", 97), ("socketpair", 97)],
            answers.Order());
    }

    [Fact]
    public void It_is_small_as_every_container_carries_it() => Assert.InRange(SeccompProfile.Json.Length, 1000, 4000);

    private static IEnumerable<(string Name, JsonObject Rule)> Allowing() =>
        Rules.Where(r => (string?)r["action"] == "SCMP_ACT_ALLOW").SelectMany(r => r["names"]!.AsArray().Select(n => ((string)n!, r)));

    private static bool Holds(JsonNode argument, long first) => ((string?)argument["op"], (int)argument["index"]!) switch
    {
        ("SCMP_CMP_EQ", 0) => first == (long)argument["value"]!,
        ("SCMP_CMP_MASKED_EQ", 0) => (first & (long)argument["value"]!) == (long)argument["valueTwo"]!,
        _ => throw new InvalidOperationException("a rule of another kind"),
    };
}
