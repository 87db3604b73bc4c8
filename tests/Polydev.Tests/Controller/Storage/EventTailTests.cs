using System.Text;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Storage;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Tests.Controller.Storage;

/// <summary>Events of running streams wait in one table for all before they are put together: whoever reads meanwhile, and whatever fails, sees each once and in order.</summary>
public sealed class EventTailTests
{
    private const int Executions = 4;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>One step: who appends, how many events of what size, and whether that is the end.</summary>
    private static readonly Gen<(int Execution, int Events, int Bytes, bool End)> s_step = Gen.Select(
        Gen.Int[0, Executions - 1], Gen.Int[1, 5], Gen.Frequency((5, Gen.Int[1, 60]), (2, Gen.Int[1000, 6000]), (1, Gen.Int[15_000, 20_000])), Gen.Frequency((12, Gen.Const(false)), (1, Gen.Const(true))));

    [Fact]
    public async Task A_log_is_whole_at_every_moment() =>
        await Gen.Select(
                s_step.Array[1, 60],
                Gen.Frequency((8, Gen.Const(CommitFault.None)), (1, Gen.Const(CommitFault.Before)), (1, Gen.Const(CommitFault.After))).Array[0, 80])
            .SampleAsync(async (steps, faults) => await RunAsync(steps, faults), iter: 12, threads: 1);

    [Fact]
    public async Task A_slow_stream_does_not_keep_the_rows_of_all_others()
    {
        await using var storage = await TestStorage.OpenAsync();
        await new ScriptedSource(storage.Journal).Add(t =>
        {
            t.InsertExecution(TestExecutions.New("exe_slow"));
            t.InsertExecution(TestExecutions.New("exe_fast"));
            t.AppendEvents("exe_slow", 1, 1, Events(1, 1, 10));
            t.AppendEvents("exe_slow", 2, 2, Events(2, 2, 10));
        });
        for (var turn = 0; turn < 36; turn++)
        {
            await new ScriptedSource(storage.Journal).Add(t =>
            {
                for (var seq = (turn * 1000) + 1; seq <= (turn + 1) * 1000; seq++)
                {
                    t.AppendEvents("exe_fast", seq, seq, Events(seq, seq, 10));
                }
            });
        }

        await using var context = await storage.Get<IDbContextFactory<PolydevDbContext>>().CreateDbContextAsync(Cancelled);
        Assert.InRange(await context.EventTail.CountAsync(Cancelled), 1, 34_000);
        var chunk = await storage.Get<EventLog>().ReadEventsAsync("exe_slow", 0, int.MaxValue, Cancelled);
        Assert.Equal(Events(1, 2, 10), chunk!.Events.ToArray());
    }

    [Fact]
    public async Task What_is_over_leaves_nothing_to_scan()
    {
        await using var storage = await TestStorage.OpenAsync();
        for (var turn = 0; turn < 30; turn++)
        {
            await new ScriptedSource(storage.Journal).Add(t =>
            {
                var id = "exe_" + turn;
                t.InsertExecution(TestExecutions.New(id));
                for (var seq = 1; seq <= 50; seq++)
                {
                    t.AppendEvents(id, seq, seq, Events(seq, seq, 10));
                }

                t.EndExecution(TestExecutions.Ended(id));
            });
        }

        await using var context = await storage.Get<IDbContextFactory<PolydevDbContext>>().CreateDbContextAsync(Cancelled);
        Assert.InRange(await context.EventTail.CountAsync(Cancelled), 0, 600);
    }

    [Fact]
    public async Task A_commit_of_many_streams_writes_few_pages()
    {
        const int Streams = 200;
        const int Rounds = 400;
        var directory = TestStorage.NewDirectory();
        await (await TestStorage.OpenAsync(directory)).DisposeAsync();
        var pages = 0;
        using (var connection = new JournalConnection(Path.Combine(directory, "polydev.db"), syncToDisk: false))
        {
            for (var round = 0; round <= Rounds; round++)
            {
                connection.Begin();
                for (var stream = 0; stream < Streams; stream++)
                {
                    var id = "exe_" + stream;
                    if (round == 0)
                    {
                        connection.Transaction.InsertExecution(TestExecutions.New(id));
                    }
                    else
                    {
                        connection.Transaction.AppendEvents(id, round, round, Events(round, round, 10));
                    }
                }

                connection.Commit();
                pages = connection.TakePagesWritten();
            }
        }

        Directory.Delete(directory, recursive: true);

        // An index by execution alone would have a page for each.
        Assert.InRange(pages, 1, Streams / 4);
    }

    private static async Task RunAsync((int Execution, int Events, int Bytes, bool End)[] steps, CommitFault[] faults)
    {
        var directory = TestStorage.NewDirectory();
        var commit = -1;
        CommitFault Next() => ++commit < faults.Length ? faults[commit] : CommitFault.None;
        var logs = Enumerable.Range(0, Executions).Select(_ => new List<string>()).ToArray();
        var ended = new bool[Executions];
        await using (var storage = await TestStorage.OpenAsync(directory, services => services.AddSingleton<Func<JournalConnection>>(
            provider => () => new FailingJournalConnection(provider.GetRequiredService<DataDirectory>().Database, Next))))
        {
            var sources = logs.Select(_ => new ScriptedSource(storage.Journal)).ToArray();
            await Task.WhenAll(sources.Select((s, i) => s.Add(t => t.InsertExecution(TestExecutions.New(Id(i))))));
            foreach (var (execution, events, bytes, end) in steps.Where(s => !ended[s.Execution]))
            {
                ended[execution] = end;
                var first = logs[execution].Count + 1;
                logs[execution].AddRange(Enumerable.Range(first, events).Select(seq => Event(seq, bytes)));
                var written = Encoding.UTF8.GetBytes(string.Join('\n', logs[execution].Skip(first - 1)));
                await sources[execution].Add(t =>
                {
                    t.AppendEvents(Id(execution), first, first + events - 1, written, end);
                    if (end)
                    {
                        t.EndExecution(TestExecutions.Ended(Id(execution)));
                    }
                });
                await CheckAsync(storage, execution, logs[execution], after: (first * 7) % logs[execution].Count);
            }
        }

        await using (var storage = await TestStorage.OpenAsync(directory))
        {
            for (var execution = 0; execution < Executions; execution++)
            {
                await CheckAsync(storage, execution, logs[execution], after: 0);
            }

            var unfinished = await storage.Get<RecoveryStore>().ReadUnfinishedAsync(Cancelled).ToListAsync(Cancelled);
            Assert.Equal(
                Enumerable.Range(0, Executions).Where(e => !ended[e]).Select(e => (Id(e), (long)logs[e].Count)),
                unfinished.Select(u => (u.Execution.Id, u.LastSeq)));
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task CheckAsync(TestStorage storage, int execution, List<string> log, int after)
    {
        var chunk = await storage.Get<EventLog>().ReadEventsAsync(Id(execution), after, int.MaxValue, Cancelled);
        if (log.Count == after)
        {
            Assert.Null(chunk);
            return;
        }

        Assert.Equal((after + 1L, (long)log.Count), (chunk!.FirstSeq, chunk.LastSeq));
        Assert.Equal(string.Join('\n', log.Skip(after)), Encoding.UTF8.GetString(chunk.Events.Span));
    }

    private static string Id(int execution) => "exe_" + execution;

    private static string Event(int seq, int bytes) => $$"""{"seq":{{seq}},"type":"text","text":"{{new string('x', bytes)}}"}""";

    private static byte[] Events(int first, int last, int bytes) => Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(first, last - first + 1).Select(s => Event(s, bytes))));
}
