using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Storage;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Tests.Controller.Storage;

/// <summary>Whatever is scheduled from wherever and whichever commits fail: after reopening, each execution's log is whole, in order and single.</summary>
public sealed class EventJournalPropertyTests
{
    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_commits_fail() =>
        await Gen.Select(
                Gen.Int[1, 12].Array[1, 8],
                Gen.Frequency((6, Gen.Const(CommitFault.None)), (1, Gen.Const(CommitFault.Before)), (1, Gen.Const(CommitFault.After))).Array[0, 30])
            .SampleAsync(async (batchesPerSource, faults) => await RunAsync(batchesPerSource, faults), iter: 15, threads: 1);

    private static async Task RunAsync(int[] batchesPerSource, CommitFault[] faults)
    {
        var directory = TestStorage.NewDirectory();
        var commit = -1;
        CommitFault Next() => ++commit < faults.Length ? faults[commit] : CommitFault.None;
        await using (var storage = await TestStorage.OpenAsync(directory, services => services.AddSingleton<Func<JournalConnection>>(
            provider => () => new FailingJournalConnection(provider.GetRequiredService<DataDirectory>().Database, Next))))
        {
            await Task.WhenAll(batchesPerSource.Select((batches, index) => Task.Run(() => ProduceAsync(storage.Journal, index, batches))));
        }

        await using (var storage = await TestStorage.OpenAsync(directory))
        {
            await CheckAsync(storage, batchesPerSource);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task ProduceAsync(EventJournal journal, int index, int batches)
    {
        var id = "exe_" + index;
        var source = new ScriptedSource(journal);
        var all = new List<Task> { source.Add(t => t.InsertExecution(TestExecutions.New(id))) };
        for (var batch = 0; batch < batches; batch++)
        {
            var first = (batch * 3) + 1;
            all.Add(source.Add(t => t.AppendEvents(id, first, first + 2, TestExecutions.Events(first, first + 2))));
            if (batch % 3 == index % 3)
            {
                await all[^1];
            }
        }

        all.Add(source.Add(t => t.EndExecution(TestExecutions.Ended(id))));
        await Task.WhenAll(all);
    }

    private static async Task CheckAsync(TestStorage storage, int[] batchesPerSource)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        for (var index = 0; index < batchesPerSource.Length; index++)
        {
            var last = batchesPerSource[index] * 3;
            var chunk = await storage.Get<EventLog>().ReadEventsAsync("exe_" + index, 0, int.MaxValue, cancellationToken);
            Assert.Equal((1L, (long)last), (chunk!.FirstSeq, chunk.LastSeq));
            Assert.Equal(TestExecutions.Events(1, last), chunk.Events.ToArray());
        }

        await using var context = await storage.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<PolydevDbContext>>().CreateDbContextAsync(cancellationToken);
        Assert.Equal(batchesPerSource.Length, context.Usage.Sum(u => u.Executions));
        Assert.Equal(batchesPerSource.Length * 12_500_000L, context.Usage.Sum(u => u.CostNanoUsd));
    }
}
