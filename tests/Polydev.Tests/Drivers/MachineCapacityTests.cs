using Polydev.Drivers.Machines;

namespace Polydev.Tests.Drivers;

/// <summary>What the machine gives us, and where our cgroup gives less.</summary>
public sealed class MachineCapacityTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("polydev-").FullName;

    [Fact]
    public void This_machine_has_something_to_give()
    {
        var machine = MachineCapacity.Measure();

        Assert.InRange(machine.Cpus, 0.01, Environment.ProcessorCount);
        Assert.InRange(machine.AvailableBytes, 1, machine.MemoryBytes);
    }

    [Fact]
    public void The_tightest_bound_on_the_way_up_counts()
    {
        var inner = Directory.CreateDirectory(Path.Combine(_root, "user.slice", "app")).FullName;
        File.WriteAllText(Path.Combine(_root, "user.slice", "memory.max"), "1000000\n");
        File.WriteAllText(Path.Combine(_root, "user.slice", "memory.current"), "400000\n");
        File.WriteAllText(Path.Combine(inner, "memory.max"), "max\n");
        File.WriteAllText(Path.Combine(inner, "cpu.max"), "50000 100000\n");

        var tree = CgroupTree.Parse(
            [$"30 24 0:26 / {_root} rw,nosuid - cgroup2 cgroup2 rw", "31 24 0:27 / /proc rw - proc proc rw", "nonsense"], ["0::/user.slice/app"]);

        Assert.Equal((1000000L, 400000L, 0.5), MachineCapacity.Bounds(tree));
    }

    [Fact]
    public void Version_1_is_read_by_controller()
    {
        var memory = Directory.CreateDirectory(Path.Combine(_root, "memory")).FullName;
        var cpu = Directory.CreateDirectory(Path.Combine(_root, "cpu,cpuacct", "job")).FullName;
        File.WriteAllText(Path.Combine(memory, "memory.limit_in_bytes"), "2000000\n");
        File.WriteAllText(Path.Combine(cpu, "cpu.cfs_quota_us"), "150000\n");
        File.WriteAllText(Path.Combine(cpu, "cpu.cfs_period_us"), "100000\n");

        // The path of the memory controller is one of the host's, which a container does not see: its mount is its own cgroup.
        var tree = CgroupTree.Parse(
            [$"1 0 0:1 / {memory} rw - cgroup cgroup rw,memory", $"2 0 0:2 / {_root}/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct"],
            ["4:memory:/docker/abc", "3:cpu,cpuacct:/job", "1:name=systemd:/x"]);

        Assert.Equal((2000000L, 0L, 1.5), MachineCapacity.Bounds(tree));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
