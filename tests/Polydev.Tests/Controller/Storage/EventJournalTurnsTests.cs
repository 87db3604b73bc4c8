using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Storage;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Tests.Controller.Storage;

/// <summary>Whoever commits, on the spot or the journal's thread: all of it becomes durable, once, in order.</summary>
public sealed class EventJournalTurnsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_urgent_is_durable_when_scheduling_returns_and_nobody_else_commits()
    {
        await using var storage = await TestStorage.OpenAsync();
        var source = new ScriptedSource(storage.Journal);
        await source.Add(t => t.InsertExecution(TestExecutions.New("exe_0")));
        var number = 0;
        await Eventually.Async(() =>
        {
            var id = $"exe_{++number}";
            return source.Add(t => t.InsertExecution(TestExecutions.New(id))).IsCompletedSuccessfully;
        });
        Assert.Equal(Environment.CurrentManagedThreadId, source.ToldOn);
    }

    [Fact]
    public async Task What_is_patient_becomes_durable_though_nothing_urgent_follows()
    {
        await using var storage = await TestStorage.OpenAsync();
        for (var round = 0; round < 50; round++)
        {
            // The urgent commit makes the next one wait for company that never comes.
            var id = $"exe_{round}";
            await new ScriptedSource(storage.Journal).Add(t => t.InsertExecution(TestExecutions.New(id)));
            await new ScriptedSource(storage.Journal).Add(t => t.AppendEvents(id, 1, 2, TestExecutions.Events(1, 2)), when: CommitWhen.InCompany);
        }

        Assert.Equal(2, (await storage.Get<EventLog>().ReadEventsAsync("exe_49", 0, 1_000_000, Cancelled))!.LastSeq);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Many_threads_lose_and_double_nothing_while_commits_fail(int faultEvery)
    {
        const int threads = 8;
        const int each = 300;
        var commits = 0;
        await using var storage = await TestStorage.OpenAsync(configure: services => services.AddSingleton<Func<JournalConnection>>(provider => () =>
            new FailingJournalConnection(provider.GetRequiredService<DataDirectory>().Database, () =>
                faultEvery == 0 || Interlocked.Increment(ref commits) % faultEvery != 0 ? CommitFault.None
                : commits % 2 == 0 ? CommitFault.Before : CommitFault.After)));
        var sources = Enumerable.Range(0, threads).Select(_ => new ScriptedSource(storage.Journal)).ToArray();
        await Task.WhenAll(sources.Select((source, thread) => Task.Run(async () =>
        {
            var last = Task.CompletedTask;
            await source.Add(t => t.InsertExecution(TestExecutions.New($"exe_{thread}")));
            for (var number = 1; number <= each; number++)
            {
                var seq = number;
                last = source.Add(t => t.AppendEvents($"exe_{thread}", seq, seq, TestExecutions.Events(seq, seq)), when: (CommitWhen)(number % 3));
                if (number % 50 == 0)
                {
                    await last;
                }
            }

            await last;
        }, Cancelled)));

        for (var thread = 0; thread < threads; thread++)
        {
            Assert.Equal(each + 1, sources[thread].Committed);
            var events = await storage.Get<EventLog>().ReadEventsAsync($"exe_{thread}", 0, 10_000_000, Cancelled);
            Assert.Equal((1L, (long)each), (events!.FirstSeq, events.LastSeq));
            Assert.Equal(each, events.Events.ToArray().Count(b => b == '\n') + 1);
        }
    }
}
