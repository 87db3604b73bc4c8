using System.Text;
using CsCheck;
using Polydev.Protocol.Link;
using Polydev.Worker.Linked;

namespace Polydev.Tests.Worker.Linked;

/// <summary>The promise of the link's memory: whatever happens in whatever order, a controller reads whole lines and misses none.</summary>
public sealed class EventLinesTests
{
    private enum Step
    {
        Add,
        CopyFew,
        CopyMany,
        AcknowledgeSeen,
        BreakLink,
    }

    [Fact]
    public void Controller_misses_no_event_however_links_break_and_acknowledgements_come()
    {
        var steps = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 300]).Array[0, 200];
        steps.Sample(Play, iter: 500);
    }

    [Fact]
    public void Drop_finishes_the_line_that_is_half_on_the_link_and_forgets_the_rest()
    {
        var lines = new EventLines(1);
        lines.Add("x", Json(40));
        lines.Add("x", Json(40));
        var half = new byte[20];
        lines.Copy(half);
        lines.Drop();
        Assert.True(lines.IsMidLine);
        lines.Close("{\"type\":\"done\"}\n"u8);
        var rest = new byte[1000];
        var text = Encoding.UTF8.GetString(half) + Encoding.UTF8.GetString(rest, 0, lines.Copy(rest));
        Assert.Equal(2, text.Count(c => c == '\n'));
        Assert.EndsWith("}\n{\"type\":\"done\"}\n", text, StringComparison.Ordinal);
        Assert.True(lines.Finished);
    }

    [Fact]
    public void Drop_after_the_close_keeps_the_closing_line()
    {
        var lines = new EventLines(1);
        lines.Add("x", Json(40));
        lines.Close("bye\n"u8);
        lines.Drop();
        var rest = new byte[1000];
        Assert.Equal("bye\n", Encoding.UTF8.GetString(rest, 0, lines.Copy(rest)));
        Assert.True(lines.Finished);
    }

    [Fact]
    public void Acknowledgement_in_the_middle_of_a_resent_line_does_not_tear_it()
    {
        var lines = new EventLines(1);
        lines.Add("x", Json(40));
        lines.Copy(new byte[1000]);
        lines.Rewind();
        var output = new byte[1000];
        var count = lines.Copy(output.AsSpan(0, 10));
        lines.Acknowledge(1);
        count += lines.Copy(output.AsSpan(count));
        Assert.True(EventFrame.TryRead(output.AsSpan(0, count - 1), out _));
        Assert.Equal(0, lines.Held);
    }

    private static byte[] Json(int size) => Encoding.ASCII.GetBytes($"{{\"type\":\"text\",\"text\":\"{new string('a', size)}\"}}");

    private static void Play((Step Step, int Size)[] steps)
    {
        var lines = new EventLines(5);
        var wire = new List<byte>();
        long seen = 4;
        var output = new byte[4096];

        void Copy(int size)
        {
            wire.AddRange(output.AsSpan(0, lines.Copy(output.AsSpan(0, size))));
            while (wire.IndexOf((byte)'\n') is >= 0 and var end)
            {
                Assert.True(EventFrame.TryRead(wire.Take(end).ToArray(), out var view));
                Assert.True(view.Seq <= seen + 1, $"{view.Seq} came after {seen}");
                seen = Math.Max(seen, view.Seq);
                wire.RemoveRange(0, end + 1);
            }
        }

        foreach (var (step, size) in steps)
        {
            switch (step)
            {
                case Step.Add:
                    lines.Add("x", Json(size * 3));
                    break;
                case Step.CopyFew:
                    Copy(size);
                    break;
                case Step.CopyMany:
                    Copy(size * 13);
                    break;
                case Step.AcknowledgeSeen:
                    lines.Acknowledge(seen);
                    break;
                case Step.BreakLink:
                    wire.Clear();
                    lines.Rewind();
                    break;
            }
        }

        while (lines.HasUnsent)
        {
            Copy(4096);
        }

        Assert.Equal(lines.LastSeq, seen);
        lines.Acknowledge(seen);
        Assert.Equal(0, lines.Held);
    }
}
