using System.Text;
using CsCheck;
using Polydev.Providers.Sse;

namespace Polydev.Tests.Providers.Sse;

public sealed class SseFramesTests
{
    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", "a|b")]
    [InlineData("data: a\r\rdata: b\r\r", "a|b")]
    [InlineData("data:a\n\n", "a")]
    [InlineData("data:  a\n\n", " a")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData(": a comment\n\ndata: a\n: another\n\n", "a")]
    [InlineData("event: x\nid: 7\nretry: 10\ndata: a\n\n", "a")]
    [InlineData("data: a\ndata: b\ndata:\ndata: c\n\n", "a\nb\n\nc")]
    [InlineData("database: no\ndat: no\n\n", "")]
    [InlineData("data\n\ndata:\n\n", "")]
    [InlineData("event: ping\n\n\n\ndata: a\n\n", "a")]
    [InlineData("data: héllo 🎉\n\n", "héllo 🎉")]
    public void A_stream_is_cut_into_the_data_of_its_frames_however_it_arrives(string stream, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        Assert.Equal(expected, string.Join('|', Cut(out _, bytes)));
        Assert.Equal(expected, string.Join('|', Cut(out _, [.. bytes.Select(value => new[] { value })])));
        for (var at = 0; at <= bytes.Length; at++)
        {
            Assert.Equal(expected, string.Join('|', Cut(out _, bytes[..at], bytes[at..])));
        }
    }

    [Theory]
    [InlineData("data: a\n\ndata: b", "b")]
    [InlineData("data: a\n\ndata: b\n", "b")]
    [InlineData("data: a\n\ndata: b\ndata: c", "b\nc")]
    [InlineData("data: a\n\nevent: b", "")]
    [InlineData("data: a\n\n", "")]
    [InlineData("data: a\n\ndat", "")]
    public void A_last_frame_without_a_blank_line_is_handed_over_at_the_end(string stream, string rest)
    {
        Assert.Equal(["a"], Cut(out var left, Encoding.UTF8.GetBytes(stream)));
        Assert.Equal(rest, left);
    }

    [Fact]
    public void A_megabyte_line_passes_byte_by_byte_in_linear_time_and_memory()
    {
        var line = new string('x', 2_000_000);
        var bytes = Encoding.UTF8.GetBytes($"data: {line}\n\n");
        var length = 0;
        var frames = new SseFrames(data => length = data.Length);
        frames.Feed(bytes.AsSpan(0, 100));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var at = 100; at < bytes.Length; at++)
        {
            frames.Feed(bytes.AsSpan(at, 1));
        }

        // Doubling rents each size once: the sum is about four times the line, and a quadratic copy would be a million times it.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 12L * line.Length);
        Assert.Equal(line.Length, length);
        frames.Release();
    }

    [Fact]
    public void Any_cut_of_any_stream_gives_the_same_frames() =>
        Gen.Select(Gen.OneOf("data: a\n", "data:b\r\n", "\n", "\r\n", "\r", ": c\n", "event: e\n", "x", "data: {\"é\":1}\r").Array[0, 30], Gen.Int[1, 7])
            .Sample((pieces, size) =>
            {
                var bytes = Encoding.UTF8.GetBytes(string.Concat(pieces));
                var whole = Cut(out var rest, bytes);
                Assert.Equal(whole, Cut(out var restOfPieces, [.. bytes.Chunk(size)]));
                Assert.Equal(rest, restOfPieces);
            });

    private static List<string> Cut(out string rest, params byte[][] pieces)
    {
        var result = new List<string>();
        var frames = new SseFrames(data => result.Add(Encoding.UTF8.GetString(data)));
        foreach (var piece in pieces.Select(piece => piece.ToArray()))
        {
            // Overwritten at once: nothing may hold on to the fed bytes.
            frames.Feed(piece);
            Array.Fill(piece, (byte)'#');
        }

        rest = Encoding.UTF8.GetString(frames.Rest());
        frames.Release();
        return result;
    }
}
