using Polydev.Drivers;
using Polydev.Drivers.Native;
using static Polydev.Tests.Drivers.Process.ProcessDriverFixture;

namespace Polydev.Tests.Drivers.Process;

/// <summary>The process driver with real processes and no walls, as on a machine that has neither bubblewrap nor namespaces.</summary>
public sealed class ProcessDriverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exit 0", "exited with code 0", 0)]
    [InlineData("echo all is lost; exit 7", "exited with code 7: all is lost", 7)]
    [InlineData("echo to the error stream >&2; exit 1", "exited with code 1: to the error stream", 1)]
    [InlineData("kill -9 $$", "killed by signal 9", 137)]
    [InlineData("kill -15 $$", "killed by signal 15", 143)]
    public async Task The_end_of_a_worker_is_told_with_its_true_reason(string script, string reason, int code)
    {
        await using var fixture = new ProcessDriverFixture(script);
        var driver = fixture.Driver();

        var started = await driver.StartAsync(Spec(), Token);
        var ended = await NextEndAsync(driver);

        Assert.True(started.Started, started.Message);
        Assert.Equal(new AllocationEnded(started.Allocation, reason, code), ended);
    }

    [Fact]
    public async Task A_worker_that_ended_leaves_no_zombie_no_directory_and_no_file()
    {
        await using var fixture = new ProcessDriverFixture("echo filled > file; mkdir deep; exit 0");
        var driver = fixture.Driver();

        var started = await driver.StartAsync(Spec(), Token);
        await NextEndAsync(driver);

        Assert.Null(ProcessStat.Read(PidOf(started.Allocation!)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(fixture.Root, "state", "work")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(fixture.Root, "state", "workers")));
    }

    [Fact]
    public async Task A_worker_sees_nothing_of_the_controller_s_environment()
    {
        await using var fixture = new ProcessDriverFixture("echo > ready; exec sleep 300");
        fixture.Options.OrphanSeconds = 9;
        fixture.Options.CaFile = "/etc/hostname";
        var spec = Spec(memoryBytes: 256 << 20);

        var started = await fixture.Driver().StartAsync(spec, Token);
        await WrittenAsync(Path.Combine(fixture.WorkOf(started.Allocation!), "ready"));
        var environment = (await File.ReadAllTextAsync($"/proc/{PidOf(started.Allocation!)}/environ", Token)).TrimEnd('\0').Split('\0');

        string[] expected =
        [
            "DOTNET_EnableDiagnostics=0",
            "DOTNET_GCHeapHardLimit=c000000",
            "HOME=" + fixture.WorkOf(started.Allocation!),
            "POLYDEV_NONCE=" + spec.Nonce,
            "POLYDEV_ORPHAN_SECONDS=9",
            "POLYDEV_SOCKETS=" + fixture.Options.SocketDirectory,
            "POLYDEV_WORKER_ID=" + spec.WorkerId,
            "SSL_CERT_FILE=/etc/hostname",
        ];

        // A shell tells its children where it stands; nothing else may be there.
        Assert.Equal(
            string.Join('\n', expected),
            string.Join('\n', environment.Where(v => !v.StartsWith("PWD=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_worker_has_a_session_an_empty_private_directory_and_no_input()
    {
        await using var fixture = new ProcessDriverFixture(
            "seen=$(ls -A; stat -c %a .; readlink /proc/self/fd/0; ls /proc/$$/fd); echo $seen > ../../../seen; exec sleep 300");

        var started = await fixture.Driver().StartAsync(Spec(), Token);
        var seen = await WrittenAsync(Path.Combine(fixture.Root, "seen"));

        // Nothing in the directory, its permissions, the input, and no descriptor but input, output, error.
        Assert.Matches("^700 /dev/null 0 1 2( 3)?$", seen.TrimEnd('\n'));
        Assert.Equal(PidOf(started.Allocation!), ProcessStat.Read(PidOf(started.Allocation!))!.Session);
    }

    [Fact]
    public async Task Stopping_ends_the_worker_with_its_children_and_their_children()
    {
        await using var fixture = new ProcessDriverFixture("sh -c 'sleep 300 & echo $! > grandchild.pid; wait' & echo $! > child.pid; wait");
        var driver = fixture.Driver();
        var started = await driver.StartAsync(Spec(), Token);
        var child = int.Parse(await WrittenAsync(Path.Combine(fixture.WorkOf(started.Allocation!), "child.pid")), null);
        var grandchild = int.Parse(await WrittenAsync(Path.Combine(fixture.WorkOf(started.Allocation!), "grandchild.pid")), null);

        var stopped = await driver.StopAsync(started.Allocation!, Token);
        var ended = await NextEndAsync(driver);

        Assert.True(stopped.Stopped, stopped.Message);
        Assert.Equal("stopped", ended.Reason);
        Assert.All([PidOf(started.Allocation!), child, grandchild], pid => Assert.False(ProcessStat.Read(pid)?.Alive ?? false));
    }

    [Fact]
    public async Task Children_of_a_worker_that_ended_by_itself_end_too()
    {
        await using var fixture = new ProcessDriverFixture("sleep 300 & echo $! > ../../../child.pid; exit 3");
        var driver = fixture.Driver();

        await driver.StartAsync(Spec(), Token);
        await NextEndAsync(driver);

        Assert.False(ProcessStat.Read(int.Parse(await WrittenAsync(Path.Combine(fixture.Root, "child.pid")), null))?.Alive ?? false);
    }

    [Fact]
    public async Task Stopping_a_worker_that_is_gone_is_a_success()
    {
        await using var fixture = new ProcessDriverFixture("exit 0");
        var driver = fixture.Driver();
        var started = await driver.StartAsync(Spec(), Token);
        await NextEndAsync(driver);

        Assert.True((await driver.StopAsync(started.Allocation!, Token)).Stopped);
    }

    [Fact]
    public async Task A_worker_that_prints_much_is_never_held_up_and_only_the_end_is_kept()
    {
        await using var fixture = new ProcessDriverFixture("i=0; while [ $i -lt 3000 ]; do echo line $i of a long output that nobody reads to its end; i=$((i+1)); done; echo the last word; exit 4");
        var driver = fixture.Driver();

        await driver.StartAsync(Spec(), Token);

        Assert.Equal("exited with code 4: the last word", (await NextEndAsync(driver)).Reason);
    }

    [Fact]
    public async Task A_missing_binary_is_told_with_what_to_do()
    {
        await using var fixture = new ProcessDriverFixture("");
        fixture.Options.WorkerPath = "/nowhere/polydev-worker";
        var driver = fixture.Driver();

        var started = await driver.StartAsync(Spec(), Token);
        var probe = await driver.ProbeAsync(Token);

        Assert.Equal(DriverError.ImageMissing, started.Error);
        Assert.Contains("build it with ./polydev", started.Message, StringComparison.Ordinal);
        Assert.False(probe.Usable);
    }

    [Fact]
    public async Task A_worker_that_cannot_run_here_makes_the_driver_unusable_and_says_why()
    {
        await using var fixture = new ProcessDriverFixture("");
        fixture.Options.ProbeArguments = ["-c", "echo wrong libc; exit 9"];

        var probe = await fixture.Driver().ProbeAsync(Token);

        Assert.False(probe.Usable);
        Assert.Contains("exit code 9: wrong libc", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_id_cannot_name_a_file_elsewhere()
    {
        await using var fixture = new ProcessDriverFixture("exit 0");

        Assert.Equal(DriverError.Unavailable, (await fixture.Driver().StartAsync(Spec() with { WorkerId = "../../etc" }, Token)).Error);
    }

    [Fact]
    public async Task Fifty_workers_run_at_once_and_each_end_is_told_once()
    {
        await using var fixture = new ProcessDriverFixture("exec sleep 300");
        var driver = fixture.Driver();
        var allocations = new List<Allocation>();
        for (var i = 0; i < 50; i++)
        {
            allocations.Add((await driver.StartAsync(Spec(), Token)).Allocation!);
        }

        await Task.WhenAll(allocations.Select(a => driver.StopAsync(a, Token)));
        var told = new List<string>();
        while (told.Count < 50)
        {
            told.Add((await NextEndAsync(driver)).Allocation.WorkerId);
        }

        Assert.True(told.ToHashSet(StringComparer.Ordinal).SetEquals(allocations.Select(a => a.WorkerId)));
    }
}
