using System.Text;
using CsCheck;
using Polydev.Worker.Linked;

namespace Polydev.Tests.Worker.Linked;

/// <summary>Lines come out as they went in, however the stream cuts them.</summary>
public sealed class LineReaderTests
{
    [Fact]
    public async Task Lines_come_out_whole_however_the_stream_is_cut()
    {
        var lengths = Gen.OneOf(Gen.Int[0, 50], Gen.Int[3000, 20_000]).Array[0, 30];
        await Gen.Select(lengths, Gen.Int[1, 9000]).SampleAsync(
            async (sizes, cut) =>
            {
                var lines = sizes.Select((size, i) => new string((char)('a' + (i % 26)), size)).ToList();
                using var reader = new LineReader(new CutStream(Encoding.ASCII.GetBytes(string.Concat(lines.Select(l => l + "\n"))), cut));
                var seen = new List<string>();
                do
                {
                    while (reader.TryTake(out var line))
                    {
                        seen.Add(Encoding.ASCII.GetString(line));
                    }
                }
                while (await reader.ReadAsync(TestContext.Current.CancellationToken));
                Assert.Equal(lines, seen);
            },
            iter: 100);
    }

    [Fact]
    public async Task Line_longer_than_the_link_allows_is_refused()
    {
        using var reader = new LineReader(new EndlessStream());
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                Assert.False(reader.TryTake(out _));
            }
        });
    }

    /// <summary>Gives at most so many bytes a read.</summary>
    private sealed class CutStream(byte[] bytes, int cut) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(cut, buffer.Length)], cancellationToken);
    }

    /// <summary>A line without an end.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
