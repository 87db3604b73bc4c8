using Polydev.Drivers.Process;
using Polydev.Drivers.Native;
using static Polydev.Tests.Drivers.Process.ProcessDriverFixture;

namespace Polydev.Tests.Drivers.Process;

/// <summary>A restarted controller finds the workers of the one before.</summary>
public sealed class ProcessRecoveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_living_worker_is_found_again_and_its_end_is_told()
    {
        await using var fixture = new ProcessDriverFixture("exec sleep 300");
        var first = fixture.Driver();
        var started = await first.StartAsync(Spec(), Token);
        first.Dispose();

        var second = fixture.Driver();
        var found = Assert.Single(await second.RecoverAsync(Token));
        Assert.Equal(0, Libc.Kill(PidOf(found), Libc.KillSignal));
        var ended = await NextEndAsync(second);

        Assert.Equal(started.Allocation, found);
        Assert.Equal(found, ended.Allocation);
        Assert.Null(ended.ExitCode);
    }

    [Fact]
    public async Task A_worker_found_again_can_be_stopped()
    {
        await using var fixture = new ProcessDriverFixture("exec sleep 300");
        var first = fixture.Driver();
        await first.StartAsync(Spec(), Token);
        first.Dispose();

        var second = fixture.Driver();
        var found = Assert.Single(await second.RecoverAsync(Token));
        var stopped = await second.StopAsync(found, Token);

        Assert.True(stopped.Stopped, stopped.Message);
        Assert.False(ProcessStat.Read(PidOf(found))?.Alive ?? false);
        Assert.Equal("stopped", (await NextEndAsync(second)).Reason);
    }

    [Fact]
    public async Task What_a_dead_worker_left_is_removed()
    {
        await using var fixture = new ProcessDriverFixture("exec sleep 300");
        var first = fixture.Driver();
        var started = await first.StartAsync(Spec(), Token);
        first.Dispose();
        var pid = PidOf(started.Allocation!);
        Libc.Kill(pid, Libc.KillSignal);
        await WaitForZombieAsync(pid);

        Assert.Empty(await fixture.Driver().RecoverAsync(Token));

        Assert.False(Directory.Exists(fixture.WorkOf(started.Allocation!)));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(fixture.Root, "state", "workers")));
    }

    [Fact]
    public async Task Another_process_with_the_same_id_is_not_taken_for_the_worker()
    {
        await using var fixture = new ProcessDriverFixture("exit 0");
        var store = new WorkerStore(Path.Combine(fixture.Root, "state"));
        store.Prepare();
        var facts = Facts(store) with { Pid = Environment.ProcessId, StartTime = 1 };
        store.Save(facts);

        Assert.Empty(await fixture.Driver().RecoverAsync(Token));
        Assert.False(Directory.Exists(facts.WorkingDirectory));
    }

    [Fact]
    public async Task A_process_of_an_earlier_start_of_the_machine_is_not_looked_for()
    {
        await using var fixture = new ProcessDriverFixture("exit 0");
        var store = new WorkerStore(Path.Combine(fixture.Root, "state"));
        store.Prepare();
        var self = ProcessStat.Read(Environment.ProcessId)!;
        store.Save(Facts(store) with { Boot = "another", Pid = self.Pid, StartTime = self.StartTime });

        Assert.Empty(await fixture.Driver().RecoverAsync(Token));
    }

    [Fact]
    public async Task A_worker_whose_start_was_never_written_down_is_ended()
    {
        await using var fixture = new ProcessDriverFixture("exec sleep 300");
        var first = fixture.Driver();
        var started = await first.StartAsync(Spec(), Token);
        first.Dispose();
        var store = new WorkerStore(Path.Combine(fixture.Root, "state"));
        store.Save(Assert.Single(store.Load()) with { Pid = 0, StartTime = 0 });

        Assert.Empty(await fixture.Driver().RecoverAsync(Token));

        await WaitForZombieAsync(PidOf(started.Allocation!));
    }

    [Fact]
    public async Task Half_a_file_is_removed_and_harms_nothing()
    {
        await using var fixture = new ProcessDriverFixture("exit 0");
        var store = new WorkerStore(Path.Combine(fixture.Root, "state"));
        store.Prepare();
        await File.WriteAllTextAsync(Path.Combine(fixture.Root, "state", "workers", "w.json"), "{\"worker_id\":", Token);

        Assert.Empty(await fixture.Driver().RecoverAsync(Token));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(fixture.Root, "state", "workers")));
    }

    private static WorkerFacts Facts(WorkerStore store) =>
        new() { WorkerId = "w", Pool = "default", Boot = store.Boot, WorkingDirectory = store.CreateWorkingDirectory("w") };

    /// <summary>A killed child of ours stays a zombie, as nobody in this test collects it.</summary>
    private static async Task WaitForZombieAsync(int pid)
    {
        while (ProcessStat.Read(pid) is { Alive: true })
        {
            await Task.Delay(5, Token);
        }
    }
}
