using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Docker.Limits;
using SystemProcess = System.Diagnostics.Process;

namespace Polydev.Tests.Drivers.Docker.Limits;

/// <summary>That a container met a limit is seen in files as the kernel writes them, in both versions of cgroups.</summary>
public sealed class LimitWatchTests : IDisposable
{
    private static readonly string Container = new('c', 64);

    private readonly string _root = Directory.CreateTempSubdirectory("pd-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly ContainerEngine _engine = new(new DockerDriverOptions(), TimeProvider.System);
    private readonly SystemProcess _process = SystemProcess.Start("sleep", "600");
    private readonly ConcurrentQueue<ContainerWorker> _told = [];
    private readonly LimitWatch _limits;
    private readonly ContainerWorker _worker = new("w1", "p");

    public LimitWatchTests() =>
        _limits = new LimitWatch(_engine, new DockerDriverOptions { MaxThreads = 128 }, _time, NullLogger.Instance) { OutOfProcesses = _told.Enqueue };

    public void Dispose()
    {
        _limits.Dispose();
        _engine.Dispose();
        _process.Kill();
        _process.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_process_is_told_once_while_the_worker_lives_and_named_as_the_reason(bool v2)
    {
        var cgroup = v2 ? V2() : V1();
        _limits.Watch(_worker, cgroup, _process.Id);
        Assert.Empty(_told);

        foreach (var count in new[] { "max 1\n", "max 7\n" })
        {
            File.WriteAllText(cgroup.Processes!, count);
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await DockerDriverFixture.UntilAsync(() => !_told.IsEmpty);
        }

        _limits.End(_worker);
        Assert.Equal([_worker], _told);
        Assert.Equal("out of processes and threads: it may have 128", _worker.Reason(137));
        Assert.Equal("stopped", Stopped(_worker).Reason(137));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task At_the_end_of_its_first_process_it_is_looked_at_once_more_as_the_cgroup_goes_with_it(bool v2)
    {
        var cgroup = v2 ? V2() : V1();
        _limits.Watch(_worker, cgroup, _process.Id);
        File.WriteAllText(cgroup.Processes!, "max 1\n");

        _process.Kill();

        await DockerDriverFixture.UntilAsync(() => !_told.IsEmpty);
        Assert.Equal([_worker], _told);
    }

    [Fact]
    public void A_process_ended_for_memory_is_named_as_the_reason_and_reclaiming_is_not()
    {
        var cgroup = V2();
        _limits.Watch(_worker, cgroup, _process.Id);
        File.WriteAllText(cgroup.Memory!, "low 0\nhigh 0\nmax 12\noom 0\noom_kill 0\n");
        _limits.End(_worker);
        Assert.Equal("killed by signal 9", _worker.Reason(137));

        _limits.Watch(_worker, cgroup, _process.Id);
        File.WriteAllText(cgroup.Memory!, "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\n");
        _limits.End(_worker);
        Assert.Equal("out of memory", _worker.Reason(137));
        Assert.Equal("exited with code 3", _worker.Reason(3));
    }

    [Fact]
    public void A_worker_that_met_no_limit_and_a_cgroup_that_is_gone_tell_nothing()
    {
        var cgroup = V1();
        _limits.Watch(_worker, cgroup, _process.Id);
        File.Delete(cgroup.Processes!);
        _limits.End(_worker);
        _limits.Watch(_worker, cgroup, _process.Id);
        _limits.End(_worker);

        Assert.Empty(_told);
        Assert.Equal("exited with code 3", _worker.Reason(3));
    }

    [Fact]
    public void A_process_that_is_in_another_containers_cgroup_is_not_taken_for_ours()
    {
        V2();

        Assert.Null(ContainerCgroup.Find(new string('d', 64), [$"30 29 0:26 / {_root} rw - cgroup2 cgroup2 rw"], [$"0::/system.slice/docker-{Container}.scope"]));
    }

    private static ContainerWorker Stopped(ContainerWorker worker)
    {
        worker.SetStopping();
        return worker;
    }

    /// <summary>As systemd and Docker lay it out on a machine with version 2.</summary>
    private ContainerCgroup V2()
    {
        var directory = Directory.CreateDirectory(Path.Combine(_root, "system.slice", $"docker-{Container}.scope")).FullName;
        File.WriteAllText(Path.Combine(directory, "pids.events"), "max 0\n");
        File.WriteAllText(Path.Combine(directory, "memory.events"), "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n");
        var found = ContainerCgroup.Find(Container, [$"30 29 0:26 / {_root} rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"], [$"0::/system.slice/docker-{Container}.scope"]);
        Assert.Equal(new ContainerCgroup(Path.Combine(directory, "pids.events"), Path.Combine(directory, "memory.events")), found);
        return found!;
    }

    /// <summary>As Docker with its own driver of cgroups lays it out on a machine with version 1, where an empty version 2 is mounted beside.</summary>
    private ContainerCgroup V1()
    {
        var directory = Directory.CreateDirectory(Path.Combine(_root, "pids", "docker", Container)).FullName;
        File.WriteAllText(Path.Combine(directory, "pids.events"), "max 0\n");
        Directory.CreateDirectory(Path.Combine(_root, "unified", "docker", Container));
        var found = ContainerCgroup.Find(
            Container,
            [$"36 32 0:29 / {_root}/pids rw - cgroup pids rw,pids", $"37 32 0:30 / {_root}/memory rw - cgroup memory rw,memory", $"40 32 0:33 / {_root}/unified rw - cgroup2 unified rw"],
            [$"8:pids:/docker/{Container}", $"7:memory:/docker/{Container}", $"0::/docker/{Container}"]);
        Assert.Equal(new ContainerCgroup(Path.Combine(directory, "pids.events"), null), found);
        return found!;
    }
}
