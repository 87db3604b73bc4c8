using System.Text;
using CsCheck;
using Polydev.Controller.Executions;

namespace Polydev.Tests.Controller.Executions;

/// <summary>The live end of a log: nothing lost, nothing early, memory bounded.</summary>
public sealed class ExecutionLogTests
{
    [Fact]
    public void Readers_see_nothing_before_it_is_durable()
    {
        var log = new ExecutionLog(1024, 1);
        log.Append("{\"type\":\"text\"}"u8);
        Assert.True(log.Read(0).IsEmpty);
        log.TakePending(out var first, out var last);
        Assert.Equal((1, 1), (first, last));
        log.Append("{\"type\":\"usage\"}"u8);
        log.Commit();
        Assert.Equal("{\"type\":\"text\"}\n", Encoding.UTF8.GetString(log.Read(0)));
        Assert.True(log.HasPending);
    }

    [Fact]
    public void A_failed_commit_is_covered_by_the_next_take()
    {
        var log = new ExecutionLog(1024, 1);
        log.Append("{\"a\":1}"u8);
        log.TakePending(out _, out _);
        log.Append("{\"b\":2}"u8);
        var again = log.TakePending(out var first, out var last);
        Assert.Equal("{\"a\":1}\n{\"b\":2}", Encoding.UTF8.GetString(again.Span));
        Assert.Equal((1, 2), (first, last));
    }

    [Fact]
    public void A_stream_of_small_events_never_holds_more_memory_than_the_window()
    {
        const int window = 64 * 1024;
        var log = new ExecutionLog(window, 1);
        var line = new byte[110];
        for (var i = 0; i < 5000; i++)
        {
            log.Append(line);
            log.TakePending(out _, out _);
            log.Commit();
            Assert.InRange(log.HeldBytes, 0, window);
        }

        Assert.Equal(5000, log.DurableSeq);
        Assert.InRange(log.DurableOffset - log.BaseOffset, window / 2, window);
    }

    [Fact]
    public void Whatever_is_taken_joins_to_what_was_appended_and_the_window_stays_small() => Gen
        .Select(Gen.Int[1, 300], Gen.Bool)
        .Array[1, 300]
        .Sample(steps =>
        {
            const int window = 2048;
            var log = new ExecutionLog(window, 1);
            var expected = new List<string>();
            var durable = new List<string>();
            foreach (var (size, commit) in steps)
            {
                var line = "{\"type\":\"" + new string('x', size) + "\"}";
                expected.Add(line);
                log.Append(Encoding.UTF8.GetBytes(line));
                if (!commit)
                {
                    continue;
                }

                durable.AddRange(Encoding.UTF8.GetString(log.TakePending(out var first, out _).Span).Split('\n'));
                Assert.Equal(first, durable.Count - (log.LastSeq - first));
                log.Commit();
                Assert.Equal(durable.Count, log.DurableSeq);
                var seen = Encoding.UTF8.GetString(log.Read(log.BaseOffset)).Split('\n')[..^1];
                Assert.Equal(durable[(int)(log.BaseSeq - 1)..], seen);
                Assert.True(log.Read(log.BaseOffset).Length <= window + 320);
            }

            Assert.Equal(expected[..durable.Count], durable);
        });

    [Fact]
    public void A_reader_finds_its_place_by_number_alone()
    {
        var log = new ExecutionLog(1 << 20, 1);
        for (var i = 1; i <= 20; i++)
        {
            log.Append(Encoding.UTF8.GetBytes("{\"n\":" + i + "}"));
        }

        log.TakePending(out _, out _);
        log.Commit();
        for (var after = 0; after < 20; after++)
        {
            var rest = Encoding.UTF8.GetString(log.Read(log.OffsetAfter(after, -1)));
            Assert.StartsWith("{\"n\":" + (after + 1) + "}", rest, StringComparison.Ordinal);
        }
    }
}
