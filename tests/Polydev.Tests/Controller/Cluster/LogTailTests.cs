using System.Text;
using CsCheck;
using Polydev.Controller.Cluster.Jobs;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>Where the last lines begin.</summary>
public sealed class LogTailTests
{
    [Theory]
    [InlineData("a\nb\nc\n", 1, "c\n")]
    [InlineData("a\nb\nc\n", 2, "b\nc\n")]
    [InlineData("a\nb\nc", 1, "c")]
    [InlineData("a\nb\n", 0, "")]
    [InlineData("\n\n", 1, "\n")]
    public void The_last_lines_begin_there(string text, int lines, string last)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(last, Encoding.UTF8.GetString(bytes.AsSpan(LogTail.BeginOf(bytes, lines)!.Value)));
    }

    [Theory]
    [InlineData("a\nb\n", 2)]
    [InlineData("", 1)]
    [InlineData("a", 3)]
    public void Fewer_lines_have_no_such_beginning(string text, int lines) => Assert.Null(LogTail.BeginOf(Encoding.UTF8.GetBytes(text), lines));

    [Fact]
    public void What_is_cut_has_as_many_lines_as_were_asked_for() => Gen.Select(Gen.String[Gen.Char["ab\n"], 0, 60], Gen.Int[1, 10]).Sample((text, lines) =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (LogTail.BeginOf(bytes, lines) is { } begin)
        {
            Assert.Equal(lines, text[begin..].TrimEndOne('\n').Split('\n').Length);
        }
    });
}
